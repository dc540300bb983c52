// SPDX-License-Identifier: Apache-2.0
#include "core/machines/xml.h"

#include "core/contract/error.h"

#include <boost/property_tree/xml_parser.hpp>

#include <sstream>

namespace agentarium::machines::xml {

namespace pt = boost::property_tree;

Node& child(Node& parent, const std::string& name) {
    return parent.push_back({name, Node()})->second;
}

Node& child(Node& parent, const std::string& name, const std::string& text) {
    Node& node = child(parent, name);
    node.data() = text;
    return node;
}

Node& set(Node& node, const std::string& attribute, const std::string& value) {
    auto found = node.find("<xmlattr>");
    Node& attributes =
        found == node.not_found() ? node.push_front({"<xmlattr>", Node()})->second : found->second;
    attributes.push_back({attribute, Node(value)});
    return node;
}

std::string attribute(const Node& node, const std::string& name) {
    auto attributes = node.find("<xmlattr>");
    if (attributes == node.not_found()) return {};
    auto value = attributes->second.find(name);
    return value == attributes->second.not_found() ? std::string() : value->second.data();
}

std::string write(const Node& document) {
    std::ostringstream out;
    pt::write_xml(out, document, pt::xml_writer_settings<std::string>(' ', 2));
    std::string text = out.str();
    if (text.starts_with("<?xml")) text.erase(0, text.find('\n') + 1);
    return text;
}

Node parse(const std::string& text, const std::string& what) {
    std::istringstream in(text);
    Node document;
    try {
        pt::read_xml(in, document, pt::xml_parser::trim_whitespace);
    } catch (const pt::xml_parser_error& error) {
        throw Error(ErrorKind::RuntimeFailed, "libvirt's " + what + " cannot be read: " + error.message(),
                    "Look at the versions `agentariumctl doctor` prints and report this.");
    }
    return document;
}

} // namespace agentarium::machines::xml
