// SPDX-License-Identifier: Apache-2.0
#include "core/image/aptconfig.h"
#include "core/image/aptoutput.h"
#include "core/image/aptsources.h"

#include <QtTest>

using namespace agentarium::image;

class ImageSources : public QObject {
    Q_OBJECT

private slots:
    void oneLineSourcesAreRead() {
        const auto sources = parseOneLineSources("# deb http://old.example/debian buster main\n"
                                                 "deb-src http://a.example/debian bookworm main\n"
                                                 "deb [arch=amd64 signed-by=/k/debian-archive-keyring.gpg] "
                                                 "http://a.example/debian/ bookworm main contrib # note\n"
                                                 "deb http://cut.example\n");
        QCOMPARE(sources.size(), std::size_t(1));
        QCOMPARE(sources[0].uri, std::string("http://a.example/debian/"));
        QCOMPARE(sources[0].suites, std::vector<std::string>{"bookworm"});
        QCOMPARE(sources[0].components, (std::vector<std::string>{"main", "contrib"}));
        QCOMPARE(sources[0].signedBy, std::string("/k/debian-archive-keyring.gpg"));
    }

    void deb822SourcesAreReadWithCommentsContinuationsAndSwitches() {
        const auto sources =
            parseDeb822Sources("Types: deb deb-src\n# a note\nURIs: http://a.example/debian\n"
                               "suites: bookworm\n bookworm-updates\nComponents: main\n"
                               "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n\n\n"
                               "Types: deb\nURIs: http://off.example/debian\nSuites: bookworm\n"
                               "Components: main\nEnabled: no\n\n"
                               "Types: deb-src\nURIs: http://src.example/debian\nSuites: bookworm\n"
                               "Components: main\n");
        QCOMPARE(sources.size(), std::size_t(1));
        QCOMPARE(sources[0].suites, (std::vector<std::string>{"bookworm", "bookworm-updates"}));
        QVERIFY(sources[0].signedBy.empty());
    }

    void debiansOwnMirrorWinsOverVendorsThatNameTheirSuitesAlike() {
        const auto sources = parseOneLineSources(
            "deb [signed-by=/k/vendor.gpg] https://pkgs.vendor.example/stable/debian bookworm main\n"
            "deb https://download.tool.example/linux/debian bookworm stable\n"
            "deb [signed-by=/k/debian-archive-keyring.gpg] https://near.example/debian/ bookworm main\n"
            "deb [signed-by=/k/debian-archive-keyring.gpg] https://near.example/debian-security "
            "bookworm-security main\n");
        const Mirrors mirrors = findMirrors(sources);
        QCOMPARE(mirrors.main, std::string("https://near.example/debian"));
        QCOMPARE(mirrors.security, std::string("https://near.example/debian-security"));
    }

    void anotherDistributionHasNoDebianMirror() {
        const Mirrors mirrors =
            findMirrors(parseOneLineSources("deb http://archive.example/ubuntu noble main universe\n"));
        QVERIFY(mirrors.main.empty());
        QVERIFY(mirrors.security.empty());
    }

    void aGivenMirrorBringsItsSecurityNeighbour() {
        const Mirrors mirrors = mirrorsAt("https://m.example/debian/");
        QCOMPARE(mirrors.main, std::string("https://m.example/debian"));
        QCOMPARE(mirrors.security, std::string("https://m.example/debian-security"));
    }

    void thePrivateAptChecksSignaturesAndRunsNoHooksOfTheHost() {
        const AptRootSettings settings{"/home/u/cache",
                                       "arm64",
                                       {"http://a.example/debian", "http://a.example/debian-security"},
                                       {"trixie"},
                                       {"trixie-security"},
                                       {"systemd"},
                                       "/k/keys.gpg"};
        const std::string configuration = aptConfiguration(settings);
        for (const char* hook : {"DPkg::Post-Invoke", "DPkg::Pre-Install-Pkgs", "APT::Update::Post-Invoke",
                                 "APT::Update::Post-Invoke-Success"})
            QVERIFY2(configuration.find(std::string("#clear ") + hook + ";") != std::string::npos, hook);
        QVERIFY(configuration.find("APT::Get::AllowUnauthenticated \"false\"") != std::string::npos);
        QVERIFY(configuration.find("Acquire::AllowInsecureRepositories \"false\"") != std::string::npos);
        QVERIFY(configuration.find("Proxy") == std::string::npos);
        const auto sources = parseDeb822Sources(aptSourceList(settings));
        QCOMPARE(sources.size(), std::size_t(2));
        for (const auto& source : sources)
            QCOMPARE(source.signedBy, std::string("/k/keys.gpg"));
        QVERIFY(dpkgStatus(settings).find("Package: systemd\nStatus: install ok installed\n") !=
                std::string::npos);
    }

    void aptsComplaintsAreReadAndTheTellingOneComesFirst() {
        Complaints offline;
        offline.read("Err:1 http://a.example/debian trixie InRelease");
        offline.read("  Temporary failure resolving 'a.example'");
        offline.read("E: Some index files failed to download.");
        QVERIFY(offline.network());
        QVERIFY(!offline.signature());
        QCOMPARE(
            offline.first(),
            std::string("http://a.example/debian trixie InRelease: Temporary failure resolving 'a.example'"));

        Complaints forged;
        forged.read("E: The repository 'http://b.example/x Release' does not have a Release file.");
        forged.read("W: GPG error: http://a.example/debian trixie InRelease: NO_PUBKEY 00");
        QVERIFY(forged.signature());
        QVERIFY(forged.first().find("NO_PUBKEY") != std::string::npos);

        Complaints wrong;
        wrong.read("Err:2 http://a.example/debian trixie Release");
        wrong.read("  404  Not Found");
        QVERIFY(!wrong.network());
        QVERIFY(wrong.first().find("404  Not Found") != std::string::npos);
    }

    void plannedPackagesAreReadWithVersionAndArchitecture() {
        const auto deb = readInstLine("Inst zlib1g (1:1.3-1+deb13u1 Debian:13.7/stable, "
                                      "Debian-Security:13/stable-security [arm64]) []");
        QVERIFY(deb.has_value());
        QCOMPARE(deb->name, std::string("zlib1g"));
        QCOMPARE(deb->version, std::string("1:1.3-1+deb13u1"));
        QCOMPARE(deb->architecture, std::string("arm64"));
        QCOMPARE(debFileName(*deb), std::string("zlib1g_1%3a1.3-1+deb13u1_arm64.deb"));
        QVERIFY(!readInstLine("Conf zlib1g (1.3 Debian [arm64])"));
        QVERIFY(!readInstLine("Inst broken"));
    }
};

QTEST_GUILESS_MAIN(ImageSources)
#include "tst_image_sources.moc"
