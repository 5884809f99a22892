namespace Sdk.Tests.Plugins;

public class ProfileReaderTests
{
    private const string Head = "profiles:\n  - name: web\n    plugin: builtin\n";
    private static readonly ProfileReadOptions Options = new() { Plugins = ScalePlugins.All.Add(FarmPlugin.Entry) };

    [Theory]
    [InlineData("count", "99999999999999999999999", "99999999999999999999999 is above 1000000; use 1000000 or less")]
    [InlineData("count", "1000001", "1000001 is above 1000000; use 1000000 or less")]
    [InlineData("count", "-99999999999999999999999", "-99999999999999999999999 is below 1; use 1 or more")]
    [InlineData("containers_per_node", "-99999999999", "-99999999999 is below 0; use 0 or more")]
    [InlineData("node_template", "{memory: 2GB}", "found the text '2GB'; use a whole number of MiB")]
    [InlineData("node_template", "{memory: 99999999999}", "99999999999 is above 2147483647; use 2147483647 or less")]
    public void A_number_out_of_range_is_rejected_with_the_limit_of_its_field(string key, string value, string message)
    {
        Problem problem = ProfileReader
            .Read(Encoding.UTF8.GetBytes($"{Head}    {key}: {value}\n"), Dialect.Yaml)
            .Problems.ShouldHaveSingleItem();

        $"{problem.Message}; {problem.Advice}".ShouldBe(message);
    }

    // JSON Schema 2020-12, core, section 4.2.3: 4.0 is an integer, however it is written.
    [Theory]
    [InlineData("4.0")]
    [InlineData("4e0")]
    [InlineData("0.4e1")]
    [InlineData("40e-1")]
    public void An_integer_in_JSON_can_have_a_zero_fraction_or_an_exponent(string value)
    {
        ProfileReadResult read = ProfileReader.Read(
            Encoding.UTF8.GetBytes($$"""{"profiles": [{"name": "web", "plugin": "builtin", "count": {{value}}}]}"""),
            Dialect.Json
        );

        read.Problems.ShouldBeEmpty();
        read.Profiles[0].Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("4.0")]
    [InlineData("4.00")]
    [InlineData("+4.0")]
    public void An_integer_in_YAML_can_have_a_zero_fraction(string value)
    {
        ProfileReadResult read = ProfileReader.Read(Encoding.UTF8.GetBytes($"{Head}    count: {value}\n"), Dialect.Yaml);

        read.Problems.ShouldBeEmpty();
        read.Profiles[0].Count.ShouldBe(4);
    }

    [Fact]
    public void A_profile_from_a_file_equals_one_built_in_code()
    {
        const string Text = """
            profiles:
              - name: web
                plugin: {name: builtin, version: 1.0.0}
                containers: 20
                containers_per_node: 5
                hostname_prefix: w
                node_template: {cpu: 2, memory: 2048, image: ubuntu.qc2, cloud: rennes/alpha}
                container_template:
                  cpu: 3
                  memory: 64
                  rootfs: box.tgz
                  gateway: MGMT
                  networks: [{name: MGMT, network: 172.16.0.0/16, gateway: 172.16.0.9}]
                start_scripts: [a.sh, b.sh]
                labels: {role: web, shard: 7}
            """;

        Profile read = Parse(Text).GetProfilesOrThrow()[0];

        read.ShouldBe(
            Profile
                .Create("web")
                .UsePlugin("builtin", "1.0.0")
                .WithContainerCount(20)
                .WithContainersPerNode(5)
                .WithHostnamePrefix("w")
                .WithNode(node => node with { Cpus = 2, MemoryMiB = 2048, Image = "ubuntu.qc2", Cloud = "rennes/alpha" })
                .WithContainer(box => box with { Cpus = 3, MemoryMiB = 64, RootFs = "box.tgz", Gateway = "MGMT" })
                .AddNetwork("MGMT", "172.16.0.0/16", "172.16.0.9")
                .AddStartupScript("a.sh")
                .AddStartupScript("b.sh")
                .WithLabel("role", "web")
                .WithLabel("shard", "7")
                .Build()
        );
    }

    [Fact]
    public void YAML_JSON_and_INI_give_the_same_profile()
    {
        Profile yaml = Parse(Head + "    node_template: {cpu: 2}\n    start_scripts: [a.sh, b.sh]\n    labels: {a.b: '5'}\n")
            .GetProfilesOrThrow()[0];
        Profile json = Parse(
                """{"profiles":[{"name":"web","plugin":"builtin","node_template":{"cpu":2},"start_scripts":["a.sh","b.sh"],"labels":{"a.b":"5"}}]}""",
                Dialect.Json
            )
            .GetProfilesOrThrow()[0];
        Profile ini = Parse(
                "[profile web]\nplugin = builtin\nnode_template.cpu = 2\nstart_scripts = a.sh, b.sh\nlabels.a.b = 5\n",
                Dialect.Ini
            )
            .GetProfilesOrThrow()[0];

        json.ShouldBe(yaml);
        ini.ShouldBe(yaml);
    }

    [Fact]
    public void All_problems_of_all_profiles_are_reported_together()
    {
        const string Text =
            Head + "    count: 0\n    node_template: {memory: -1, cpu: two}\n  - name: db\n    plugin: bultin\n    start_scripts: [../x]\n";

        Faults(Text)
            .ShouldBe(
                ["out-of-range 4:12", "wrong-type 5:38", "out-of-range 5:29", "unknown-plugin 7:13", "unsafe-path 8:21"],
                ignoreOrder: true
            );
        Faults(Text)[0].ShouldBe("out-of-range 4:12");
    }

    [Theory]
    [InlineData("    Count: 5\n", "Count: unknown field; did you mean 'count'?")]
    [InlineData("    coutn: 5\n", "coutn: unknown field; did you mean 'count'?")]
    [InlineData("    node_template: {cpus: 1}\n", "node_template.cpus: unknown field; did you mean 'cpu'?")]
    [InlineData(
        "    container_template: {networks: [{name: A, network: 10.0.0.0/8, gatway: 10.0.0.1}]}\n",
        "container_template.networks[0].gatway: unknown field; did you mean 'gateway'?"
    )]
    public void An_unknown_field_is_reported_as_a_warning_with_a_suggestion(string line, string message)
    {
        ProfileReadResult result = Parse(Head + line);

        result.Warnings.ShouldHaveSingleItem().ToString().ShouldEndWith(message);
        result.Profiles.Count.ShouldBe(1);
    }

    [Fact]
    public void Plugin_options_are_known_to_their_plugin_and_unknown_to_others()
    {
        const string Fields = "    templates: {default: {x: 1}}\n    container_template: {external_network: {network: 10.1.0.0/16}}\n";

        ProfileReadResult farm = Parse("profiles:\n  - name: web\n    plugin: farm\n" + Fields);
        ProfileReadResult builtin = Parse(Head + Fields);

        farm.Problems.ShouldBeEmpty();
        farm.Profiles[0].Options.ShouldBe(new FarmOptions { Network = "10.1.0.0/16" });
        builtin.Warnings.Select(warning => warning.Field).ShouldBe(["templates", "container_template.external_network"]);
    }

    [Fact]
    public void Options_of_an_unknown_plugin_are_reported_only_if_they_resemble_a_known_field()
    {
        ProfileReadResult result = Parse(
            "profiles:\n  - name: web\n    plugin: mesh\n    rings: 3\n    coutn: 5\n    layout: {depth: 2}\n"
        );

        result
            .Problems.Select(problem => $"{problem.Code.Name} {problem.Position} {problem.Field}")
            .ShouldBe(["unknown-plugin 3:13 plugin.name", "unknown-field 5:5 coutn"]);
    }

    // Golden rule 4: containers that the plugin creates for each unit count toward the limit.
    [Theory]
    [InlineData(166_666, null)]
    [InlineData(166_667, "out-of-range 4:12")]
    public void Containers_that_a_plugin_derives_count_toward_the_limit(int count, string? fault) =>
        Faults($"profiles:\n  - name: web\n    plugin: farm\n    count: {count}\n").SingleOrDefault().ShouldBe(fault);

    [Fact]
    public void A_plugin_network_that_is_too_small_is_reported_at_its_position() =>
        Faults(
                "profiles:\n  - name: web\n    plugin: farm\n    count: 43\n    container_template:\n      external_network: {network: 10.0.0.0/24}\n"
            )
            .ShouldBe(["address-space-exhausted 6:35"]);

    [Fact]
    public void Profiles_that_share_a_network_share_its_addresses()
    {
        string[] profiles =
        [
            .. Enumerable
                .Range(1, 3)
                .Select(i =>
                    $"  - name: web{i}\n    plugin: builtin\n    containers: 100\n    containers_per_node: 10\n    container_template: {{networks: [{{name: A, network: 10.0.0.0/24}}]}}\n"
                ),
        ];

        Faults($"profiles:\n{profiles[0]}{profiles[1]}").ShouldBeEmpty();
        Faults($"profiles:\n{profiles[0]}{profiles[1]}{profiles[2]}").ShouldBe(["address-space-exhausted 16:56"]);
    }

    [Theory]
    [InlineData("    containers: 10\n", "conflicting-fields 4:17")]
    [InlineData("    containers: 10\n    containers_per_node: 0\n", "conflicting-fields 5:26")]
    [InlineData("    containers: 10\n    containers_per_node: x\n", "wrong-type 5:26")]
    [InlineData("    hostname_prefix: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "invalid-name 4:22")]
    [InlineData("    container_template: {gateway: NOPE}\n", "unknown-reference 4:35")]
    [InlineData("    container_template: {networks: [{name: A, network: 10.1/16}]}\n", "invalid-address 4:56")]
    [InlineData("    container_template: {networks: [{name: A}]}\n", "missing-field 4:37")]
    [InlineData("    count: 99999999999999999999\n", "out-of-range 4:12")]
    [InlineData("    count: null\n", "wrong-type 4:12")]
    public void A_violated_rule_is_reported_at_the_position_of_the_field(string lines, string fault) =>
        Faults(Head + lines).ShouldBe([fault]);

    [Theory]
    [InlineData("scripts/a.sh", true)]
    [InlineData("a/../b.sh", true)]
    [InlineData("-rf.sh", true)]
    [InlineData("my $(x); 'script'.sh", true)]
    [InlineData("../a.sh", false)]
    [InlineData("a/../../b.sh", false)]
    [InlineData("a/..", false)]
    [InlineData("/a.sh", false)]
    [InlineData("~/a.sh", false)]
    [InlineData("a\\b.sh", false)]
    [InlineData("http://h/a.sh", false)]
    [InlineData("file:a.sh", false)]
    [InlineData("", false)]
    [InlineData("a\u0085b", false)]
    public void A_script_path_must_stay_below_the_folder_of_the_profile(string path, bool isAllowed) =>
        Parse(
            $$"""{"profiles":[{"name":"web","plugin":"builtin","start_scripts":["{{path.Replace("\\", "\\\\", StringComparison.Ordinal)}}"]}]}""",
            Dialect.Json
        )
            .HasErrors.ShouldBe(!isAllowed);

    [Theory]
    [InlineData("/images/a.qc2", true)]
    [InlineData("../a.qc2", true)]
    [InlineData("ubuntu:22.04", true)]
    [InlineData("http://h/a", false)]
    [InlineData("~/a", false)]
    public void External_image_files_are_accepted_when_the_options_allow_them(string image, bool isAllowed) =>
        Parse(Head + $"    node_template: {{image: \"{image}\"}}\n", options: Options with { AllowExternalFiles = true })
            .HasErrors.ShouldBe(!isAllowed);

    [Theory]
    [InlineData("- a\n", "wrong-type 1:1")]
    [InlineData("profile: []\n", "missing-field 1:1")]
    [InlineData("profiles: {}\n", "wrong-type 1:11")]
    [InlineData("spec: {scenario: {apps: [{name: tap}]}}\n", "missing-field 1:25")]
    [InlineData("spec: {scenario: {apps: [{name: scale}]}}\n", "missing-field 1:26")]
    [InlineData("spec: {scenario: {apps: [5]}}\n", "wrong-type 1:26")]
    public void A_document_without_profiles_is_rejected(string text, string fault) => Faults(text).ShouldBe([fault]);

    [Theory]
    [InlineData("profiles: [{name: web, plugin: builtin}]\nprofils: []\n", "unknown-field 2:1 profils")]
    [InlineData(
        "$schema: x\nprofiles: [{name: web, plugin: builtin}]\nnodes: 3\nspec: {}\n",
        "unknown-field 3:1 nodes",
        "unknown-field 4:1 spec"
    )]
    [InlineData(
        "apiVersion: phenix.sandia.gov/v1\nspec: {scenario: {apps: [{name: scale, metadata: {profiles: [{name: web, plugin: builtin}]}}]}}\n"
    )]
    public void An_unknown_key_beside_the_profiles_is_reported_as_a_warning(string text, params string[] warnings)
    {
        ProfileReadResult result = Parse(text);

        result.HasErrors.ShouldBeFalse();
        result.Problems.Select(problem => $"{problem.Code.Name} {problem.Position} {problem.Field}").ShouldBe(warnings);
    }

    [Theory]
    [InlineData("debian:12", true)]
    [InlineData("registry.example:5000/shop/web:1.2", true)]
    [InlineData("docker.io/library/debian@sha256:0123abcd", true)]
    [InlineData("../debian:12", false)]
    [InlineData("file:/etc/passwd", false)]
    [InlineData("https://example.org/a.img", false)]
    public void An_image_in_a_file_can_have_a_tag(string image, bool isAllowed) =>
        Parse(Head + $"    node_template: {{image: \"{image}\"}}\n").HasErrors.ShouldBe(!isAllowed);

    [Theory]
    [InlineData("[profile web]\nplugin = builtin\ncuont = 3\n", "unknown-field 3:1 cuont")]
    [InlineData("[profile web]\nplugin = builtin\nnode_template.cpus = 3\n", "unknown-field 3:1 node_template.cpus")]
    [InlineData("[profile web]\nplugin = builtin\n[defaults]\nx = 1\n", "unknown-field 3:1 defaults")]
    public void An_unknown_INI_key_or_section_is_reported_as_a_warning(string text, string warning) =>
        Parse(text, Dialect.Ini).Problems.Select(problem => $"{problem.Code.Name} {problem.Position} {problem.Field}").ShouldBe([warning]);

    [Fact]
    public void Profiles_are_found_in_the_scale_app_of_an_experiment() =>
        Parse(
                "spec:\n  scenario:\n    apps:\n      - {name: tap}\n      - name: scale\n        metadata: {profiles: [{name: web, plugin: builtin}]}\n"
            )
            .GetProfilesOrThrow()[0]
            .Name.ShouldBe("web");

    [Theory]
    [InlineData("[profile web]\nplugin = builtin\n[profile WEB]\nplugin = builtin\n", "duplicate-name 3:1")]
    [InlineData("[profile we b]\nplugin = builtin\n", "invalid-name 1:10")]
    [InlineData("[profile web]\nplugin = builtin\n [profile ]\nplugin = builtin\n", "syntax-error 3:2")]
    [InlineData("[profile]\nplugin = builtin\nname = web\n", "syntax-error 1:1")]
    [InlineData("[profile web]\ncount = 1\n", "missing-field 1:1")]
    [InlineData("[profile web]\nplugin = builtin\nnode_template = 1\nnode_template.cpu = 1\n", "wrong-type 3:17")]
    [InlineData("[profile web]\nplugin = builtin\nstart_scripts = a.sh, ,b.sh\n", "unsafe-path 3:23")]
    public void INI_sections_are_validated_by_the_same_rules(string text, string fault) => Faults(text, Dialect.Ini).ShouldContain(fault);

    [Fact]
    public void An_unreadable_file_is_reported_as_a_problem() =>
        ProfileReader
            .Read(Path.Combine(Path.GetTempPath(), "there-is-no-such-file.yaml"))
            .Errors.ShouldHaveSingleItem()
            .Code.ShouldBe(ProblemCode.UnreadableFile);

    [Fact]
    public void Loading_an_invalid_file_throws_all_its_errors()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "farm.yaml");
        File.WriteAllText(path, Head + "    count: 0\n    containers: -1\n");

        ProfileException thrown = Should.Throw<ProfileException>(() => ProfileReader.Load(path));

        thrown.Message.ShouldBe(
            $"File '{path}' has 2 errors:\n  {path}:4:12 count: 0 is below 1; use 1 or more [SW1103]\n  {path}:5:17 containers: -1 is below 0; use 0 or more [SW1103]"
        );
    }

    [Fact]
    public void A_profile_from_a_file_expands_to_a_topology()
    {
        ValueList<Profile> profiles = Parse(Head + "    containers: 12\n    containers_per_node: 5\n").GetProfilesOrThrow();

        Topology topology = Topology.Create("demo").AddProfile(profiles[0]).Build();

        topology.Groups["web"].Nodes.AsSpan().ToArray().Select(node => node.ContainerCount).ShouldBe([5, 5, 2]);
    }

    private static ProfileReadResult Parse(string text, Dialect? dialect = null, ProfileReadOptions? options = null) =>
        ProfileReader.Read(Encoding.UTF8.GetBytes(text), dialect ?? Dialect.Yaml, options ?? Options);

    private static string[] Faults(string text, Dialect? dialect = null) =>
        [.. Parse(text, dialect).Errors.Select(error => $"{error.Code.Name} {error.Position}")];
}
