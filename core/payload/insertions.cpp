// SPDX-License-Identifier: Apache-2.0
#include "core/payload/insertions.h"

#include "core/contract/error.h"
#include "core/payload/json_map.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace agentarium::payload {

namespace {

/// A value that is not in the text yet: an attachment, or an object of such values.
struct Fresh {
    std::string key; ///< empty in an array
    std::optional<std::size_t> attachment;
    std::vector<Fresh> members;
};

struct Edit {
    std::size_t begin = 0;
    std::size_t end = 0; ///< the bytes [begin, end) are replaced
    std::vector<Piece> pieces;
};

class Planner {
public:
    explicit Planner(const JsonSpan& root) : m_root(root) {}

    void place(const Attachment& attachment, std::size_t index) {
        m_attachment = &attachment;
        m_index = index;
        const std::vector<std::string> tokens = pointerTokens(attachment.pointer);
        const JsonSpan* node = &m_root;
        for (std::size_t at = 0; at < tokens.size(); ++at) {
            if (node->type == JsonSpan::Type::Scalar)
                fail("leads through a value that is no object and no array");
            const std::optional<std::size_t> child = node->type == JsonSpan::Type::Object
                                                         ? memberOf(*node, tokens[at])
                                                         : elementOf(*node, tokens[at]);
            if (!child) return;
            if (*child >= node->children.size()) {
                add(m_fresh[node], *child - node->children.size(), tokens, at,
                    node->type == JsonSpan::Type::Object);
                return;
            }
            node = &node->children[*child];
        }
        m_edits.push_back({node->begin, node->end, {index}});
    }

    std::vector<Edit> edits() {
        for (const auto& [node, fresh] : m_fresh) {
            const bool object = node->type == JsonSpan::Type::Object;
            Edit edit;
            edit.begin = edit.end = node->children.empty() ? node->begin + 1 : node->children.back().end;
            for (const Fresh& value : fresh) {
                if (!node->children.empty() || &value != &fresh.front()) edit.pieces.emplace_back(",");
                write(value, object, edit.pieces);
            }
            m_edits.push_back(std::move(edit));
        }
        std::sort(m_edits.begin(), m_edits.end(),
                  [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
        return std::move(m_edits);
    }

private:
    /// The index of a member, of the last one where a name recurs; one behind all children when it is to be
    /// added.
    std::optional<std::size_t> memberOf(const JsonSpan& object, const std::string& key) {
        for (std::size_t at = object.keys.size(); at-- > 0;)
            if (object.keys[at] == key) return at;
        const std::vector<Fresh>& fresh = m_fresh[&object];
        const auto found =
            std::find_if(fresh.begin(), fresh.end(), [&](const Fresh& f) { return f.key == key; });
        return object.children.size() + static_cast<std::size_t>(found - fresh.begin());
    }

    std::optional<std::size_t> elementOf(const JsonSpan& array, const std::string& token) {
        const std::size_t count = array.children.size() + m_fresh[&array].size();
        if (token == "-") return count;
        std::size_t index = 0;
        const auto [end, ec] = std::from_chars(token.data(), token.data() + token.size(), index);
        if (ec != std::errc() || end != token.data() + token.size() || (token.size() > 1 && token[0] == '0'))
            fail("names \"" + token + "\" in an array, where a number or \"-\" belongs");
        if (index > count)
            fail("names element " + token + " of an array that has " + std::to_string(count) + " elements");
        return index;
    }

    /// Puts the attachment at tokens[at]… below a list of values that are being added, as its element `slot`.
    void add(std::vector<Fresh>& siblings, std::size_t slot, const std::vector<std::string>& tokens,
             std::size_t at, bool object) {
        std::vector<Fresh>* list = &siblings;
        for (;;) {
            if (slot == list->size())
                list->push_back({object ? tokens[at] : std::string(), std::nullopt, {}});
            else if ((*list)[slot].attachment || at + 1 == tokens.size())
                fail("goes where another attachment goes");
            Fresh& value = (*list)[slot];
            if (++at == tokens.size()) {
                value.attachment = m_index;
                return;
            }
            list = &value.members;
            object = true;
            const auto found =
                std::find_if(list->begin(), list->end(), [&](const Fresh& f) { return f.key == tokens[at]; });
            slot = static_cast<std::size_t>(found - list->begin());
        }
    }

    static void write(const Fresh& value, bool keyed, std::vector<Piece>& pieces) {
        if (keyed) pieces.emplace_back(nlohmann::json(value.key).dump() + ":");
        if (value.attachment) {
            pieces.emplace_back(*value.attachment);
            return;
        }
        pieces.emplace_back("{");
        for (const Fresh& member : value.members) {
            if (&member != &value.members.front()) pieces.emplace_back(",");
            write(member, true, pieces);
        }
        pieces.emplace_back("}");
    }

    [[noreturn]] void fail(const std::string& why) const {
        throw Error(ErrorKind::BadInput,
                    "The attachment " + m_attachment->file.string() +
                        " cannot be placed: the JSON pointer \"" + m_attachment->pointer + "\" " + why + ".",
                    "Correct the pointer or the payload.");
    }

    const JsonSpan& m_root;
    const Attachment* m_attachment = nullptr;
    std::size_t m_index = 0;
    std::vector<Edit> m_edits;
    std::map<const JsonSpan*, std::vector<Fresh>> m_fresh;
};

/// Two attachments may not go to one place, nor one into what another replaces.
void checkApart(const std::vector<Attachment>& attachments) {
    for (const Attachment& a : attachments)
        for (const Attachment& b : attachments) {
            if (&a == &b) continue;
            const bool appends = a.pointer.ends_with("/-");
            const bool within = b.pointer == a.pointer || b.pointer.starts_with(a.pointer + "/");
            if (within && !appends)
                throw Error(ErrorKind::BadInput,
                            "The attachments at \"" + a.pointer + "\" and \"" + b.pointer +
                                "\" exclude each other.",
                            "Give each attachment a place of its own.");
        }
}

} // namespace

std::vector<Piece> insertAttachments(const std::string& json, const std::vector<Attachment>& attachments) {
    checkApart(attachments);
    const JsonSpan root = mapJson(json);
    Planner planner(root);
    for (std::size_t index = 0; index < attachments.size(); ++index)
        planner.place(attachments[index], index);
    std::vector<Piece> pieces;
    std::size_t at = 0;
    for (Edit& edit : planner.edits()) {
        pieces.emplace_back(json.substr(at, edit.begin - at));
        std::move(edit.pieces.begin(), edit.pieces.end(), std::back_inserter(pieces));
        at = edit.end;
    }
    pieces.emplace_back(json.substr(at));
    return pieces;
}

} // namespace agentarium::payload
