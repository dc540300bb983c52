// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/job_watch.h"
#include "app/agentariumctl/verbs.h"
#include "core/base/text.h"

namespace agentarium::ctl {

namespace {

int printImage(Context& context, const nlohmann::json& image) {
    if (context.json) {
        context.out.document(image);
        return 0;
    }
    const std::size_t packages = image.contains("packages") ? image["packages"].size() : 0;
    context.out.print("Guest image  " + cell(image, "digest"));
    context.out.print("Kernel       " + cell(image, "kernel"));
    context.out.print("Size         " + formatBytes(static_cast<std::uint64_t>(numberAt(image, "bytes"))));
    context.out.print("Packages     " + std::to_string(packages));
    context.out.print("Folder       " + cell(image, "path"));
    return 0;
}

} // namespace

void addImage(CLI::App& app, Context& context) {
    CLI::App* image = addGroup(app, "image", "The guest image that microVMs boot");

    auto mirror = std::make_shared<std::string>();
    CLI::App* build = addVerb(*image, "build", "Build it from Debian packages", context, [&context, mirror] {
        client::HttpClient http = context.http();
        nlohmann::json body = nlohmann::json::object();
        if (!mirror->empty()) body["mirror"] = *mirror;
        return printImage(context, watchJob(context, http, http.post("/image/build", body)));
    });
    build->add_option("--mirror", *mirror, "Debian mirror to use instead of the host's own")
        ->type_name("URL");

    addVerb(*image, "status", "Show the image in use", context,
            [&context] { return printImage(context, context.http().get("/image")); });

    auto file = std::make_shared<std::string>();
    CLI::App* import =
        addVerb(*image, "import", "Take an image that was built elsewhere", context, [&context, file] {
            client::HttpClient http = context.http();
            const nlohmann::json job = http.post("/image/import", {{"path", absolutePath(*file)}});
            return printImage(context, watchJob(context, http, job));
        });
    import->add_option("FILE", *file, "The image's file")->required()->check(CLI::ExistingFile);

    auto target = std::make_shared<std::string>();
    CLI::App* exported =
        addVerb(*image, "export", "Write the image in use to a file for `image import` elsewhere", context,
                [&context, target] {
                    client::HttpClient http = context.http();
                    const nlohmann::json job = http.post("/image/export", {{"path", absolutePath(*target)}});
                    const nlohmann::json result = watchJob(context, http, job);
                    if (context.json)
                        context.out.document(result);
                    else
                        context.out.print(cell(result, "file") + "  " +
                                          formatBytes(static_cast<std::uint64_t>(numberAt(result, "bytes"))));
                    return 0;
                });
    exported->add_option("FILE", *target, "The file to write, for example image.tar.zst")->required();
}

} // namespace agentarium::ctl
