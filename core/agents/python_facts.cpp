// SPDX-License-Identifier: Apache-2.0
#include "core/agents/python_facts.h"

#include "core/agents/python_tokens.h"

#include <algorithm>
#include <fstream>

namespace agentarium::agents {

namespace {

using Kind = PythonToken::Kind;
using Tokens = std::vector<PythonToken>;

constexpr std::size_t kMaxSourceBytes = 4'000'000;

bool is(const Tokens& tokens, std::size_t at, std::string_view text) {
    return at < tokens.size() && tokens[at].text == text;
}

bool isName(const Tokens& tokens, std::size_t at) {
    return at < tokens.size() && tokens[at].kind == Kind::Name;
}

/// "a.b.c" from `at` on, which moves behind it; leading dots belong to it.
std::string dotted(const Tokens& tokens, std::size_t& at) {
    std::string name;
    while (is(tokens, at, "."))
        name += tokens[at++].text;
    while (isName(tokens, at)) {
        name += tokens[at++].text;
        if (!is(tokens, at, ".") || !isName(tokens, at + 1)) break;
        name += tokens[at++].text;
    }
    return name;
}

std::string lastPart(const std::string& name) {
    return name.substr(name.rfind('.') + 1);
}

class FactReader {
public:
    PythonFacts read(std::string_view source) {
        for (const PythonLine& line : tokenizePython(source))
            readLine(line);
        return std::move(m_facts);
    }

private:
    void readLine(const PythonLine& line) {
        const Tokens& tokens = line.tokens;
        while (!m_scopes.empty() && line.indent <= m_scopes.back())
            m_scopes.pop_back();
        const bool moduleLevel = m_scopes.empty();
        if (is(tokens, 0, "import")) return readImport(tokens);
        if (is(tokens, 0, "from")) return readFrom(tokens);
        const std::size_t def = is(tokens, 0, "async") ? 1 : 0;
        if (is(tokens, def, "def") || is(tokens, 0, "class")) {
            if (moduleLevel && is(tokens, def, "def") && isName(tokens, def + 1))
                m_facts.functions.insert(tokens[def + 1].text);
            m_scopes.push_back(line.indent);
            return;
        }
        const std::set<std::string> called = readCalls(tokens);
        if (moduleLevel) readAssignment(tokens, called);
    }

    void readImport(const Tokens& tokens) {
        for (std::size_t at = 1; at < tokens.size(); ++at) {
            const std::string module = dotted(tokens, at);
            if (module.empty()) continue;
            m_facts.modules.insert(module);
            if (is(tokens, at, "as") && isName(tokens, at + 1)) {
                m_facts.imports[tokens[at + 1].text] = module;
                at += 2;
            }
        }
    }

    void readFrom(const Tokens& tokens) {
        std::size_t at = 1;
        const std::string module = dotted(tokens, at);
        if (!is(tokens, at, "import")) return;
        m_facts.modules.insert(module);
        for (++at; at < tokens.size(); ++at) {
            if (!isName(tokens, at)) continue;
            const std::string name = tokens[at].text;
            const std::string full = module.ends_with('.') ? module + name : module + "." + name;
            const bool renamed = is(tokens, at + 1, "as") && isName(tokens, at + 2);
            m_facts.imports[renamed ? tokens[at + 2].text : name] = full;
            m_facts.modules.insert(full); // it may be a module of a package
            if (renamed) at += 2;
        }
    }

    std::set<std::string> readCalls(const Tokens& tokens) {
        std::set<std::string> called;
        for (std::size_t at = 0; at < tokens.size(); ++at) {
            if (!isName(tokens, at)) continue;
            const bool chained = at > 0 && is(tokens, at - 1, ".");
            std::string name = dotted(tokens, at);
            if (is(tokens, at, "(")) {
                const std::string first = name.substr(0, name.find('.'));
                const auto import = m_facts.imports.find(first);
                if (!chained && import != m_facts.imports.end())
                    name.replace(0, first.size(), import->second);
                m_facts.calls.insert(chained ? "." + name : name);
                called.insert(lastPart(name));
            }
            --at;
        }
        return called;
    }

    void readAssignment(const Tokens& tokens, const std::set<std::string>& called) {
        if (!isName(tokens, 0)) return;
        std::size_t at = 1;
        if (is(tokens, at, ":"))
            while (at < tokens.size() && !is(tokens, at, "="))
                ++at;
        if (is(tokens, at, "=") && !is(tokens, at + 1, "=")) m_facts.assigned[tokens[0].text] = called;
    }

    PythonFacts m_facts;
    std::vector<int> m_scopes; ///< indents of the functions and classes around the line
};

bool isBelow(const std::filesystem::path& root, const std::filesystem::path& file) {
    const std::filesystem::path relative =
        file.lexically_normal().lexically_relative(root.lexically_normal());
    return !relative.empty() && *relative.begin() != "..";
}

bool anyOf(const std::set<std::string>& names, const std::set<std::string>& wanted) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return wanted.contains(name); });
}

} // namespace

bool PythonFacts::serves() const {
    static const std::set<std::string> serving{"serve_forever",
                                               "run_app",
                                               "start_server",
                                               "make_server",
                                               "serve",
                                               "serve_a2a",
                                               "serve_ag_ui",
                                               "HTTPServer",
                                               "run_server",
                                               "TCPServer",
                                               "ThreadingHTTPServer",
                                               "run_simple",
                                               "run_http_async",
                                               "run_streamable_http_async",
                                               "unix_serve"};
    static const std::set<std::string> apps{
        "BedrockAgentCoreApp", "FastMCP", "Flask", "Sanic", "Quart", "Bottle", "A2AServer"};
    static const std::set<std::string> usual{"app", "application", "mcp", "server", "bottle"};
    return std::any_of(calls.begin(), calls.end(), [&](const std::string& call) {
        if (call == "uvicorn.run" || call == "uvicorn.Server" || call == "eventlet.wsgi.server") return true;
        const std::string last = lastPart(call);
        if (serving.contains(last)) return true;
        if (last != "run") return false;
        const std::string object = call.substr(0, call.find('.'));
        const auto made = assigned.find(object);
        return usual.contains(object) || (made != assigned.end() && anyOf(made->second, apps));
    });
}

std::string PythonFacts::asgiApp() const {
    static const std::set<std::string> makers{"FastAPI",
                                              "Starlette",
                                              "Litestar",
                                              "Quart",
                                              "http_app",
                                              "streamable_http_app",
                                              "sse_app",
                                              "A2AStarletteApplication",
                                              "create_app",
                                              "make_app",
                                              "build_app",
                                              "get_app",
                                              "A2AFastAPIApplication",
                                              "to_fastapi_app",
                                              "to_starlette_app"};
    if (serves()) return {};
    for (const char* usual : {"app", "application", "api"})
        if (const auto found = assigned.find(usual); found != assigned.end() && anyOf(found->second, makers))
            return usual;
    for (const auto& [name, made] : assigned)
        if (anyOf(made, makers)) return name;
    return {};
}

bool PythonFacts::makesAgentCoreApp() const {
    return std::any_of(calls.begin(), calls.end(),
                       [](const std::string& call) { return lastPart(call) == "BedrockAgentCoreApp"; });
}

bool PythonFacts::hasBareAgent() const {
    return functions.contains("create_agent") || assigned.contains("agent");
}

PythonFacts readPythonFacts(std::string_view source) {
    return FactReader().read(source);
}

PythonFacts readPythonFacts(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(kMaxSourceBytes, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return readPythonFacts(std::string_view(text));
}

std::set<std::filesystem::path> importedFiles(const std::filesystem::path& root,
                                              const std::filesystem::path& file) {
    constexpr std::size_t kMaxFiles = 200;
    std::set<std::filesystem::path> found;
    std::vector<std::filesystem::path> open{file};
    while (!open.empty() && found.size() < kMaxFiles) {
        const std::filesystem::path from = open.back();
        open.pop_back();
        for (std::string module : readPythonFacts(from).modules) {
            std::filesystem::path base = root;
            if (module.starts_with('.')) base = from.parent_path();
            while (module.starts_with("..")) {
                base = base.parent_path();
                module.erase(0, 1);
            }
            if (module.starts_with('.')) module.erase(0, 1);
            std::replace(module.begin(), module.end(), '.', '/');
            for (const std::filesystem::path& candidate :
                 {base / (module + ".py"), base / module / "__init__.py"})
                if (candidate != file && isBelow(root, candidate) &&
                    std::filesystem::is_regular_file(candidate) && found.insert(candidate).second)
                    open.push_back(candidate);
        }
    }
    return found;
}

} // namespace agentarium::agents
