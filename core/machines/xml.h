// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/property_tree/ptree.hpp>

#include <string>

namespace agentarium::machines::xml {

/// An XML element: attributes are below "<xmlattr>", text is the node's data.
using Node = boost::property_tree::ptree;

/// Appends an empty child and returns it, for building documents top down.
Node& child(Node& parent, const std::string& name);
/// Appends a child with text.
Node& child(Node& parent, const std::string& name, const std::string& text);
Node& set(Node& node, const std::string& attribute, const std::string& value);

/// Empty when the attribute is not there.
std::string attribute(const Node& node, const std::string& name);

/// Document text without declaration. Throws Error(RuntimeFailed) when `parse` meets no XML; `what` names it.
std::string write(const Node& document);
Node parse(const std::string& text, const std::string& what);

} // namespace agentarium::machines::xml
