namespace Tool.Tests;

/// <summary>Profile files with mistakes: warnings must not lead to the removal of nodes.</summary>
public sealed class SlipTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(
        "farm.ini",
        "[profile web]\nplugin = builtin\ncount = 3\n",
        "[profil web]\nplugin = builtin\ncount = 3\n",
        "profil web",
        "3 nodes (node-1, node-2, node-3) and 1 group (web)"
    )]
    [InlineData(
        "farm.yaml",
        "profiles: [{name: web, plugin: builtin, count: 5}]\n",
        "profiles: [{name: web, plugin: builtin, coutn: 5}]\n",
        "coutn: ",
        "4 nodes (node-2, node-3, node-4 and 1 more)"
    )]
    [InlineData(
        "farm.yaml",
        "profiles: [{name: web, plugin: builtin, count: 2}]\n",
        "profiles: []\n",
        "profiles: ",
        "2 nodes (node-1, node-2) and 1 group (web)"
    )]
    public void Apply_of_a_file_with_warnings_removes_nothing_until_warnings_are_accepted(
        string file,
        string right,
        string slip,
        string named,
        string removed
    )
    {
        _folder.Write(file, right);
        Start(["apply", file, .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        _folder.Write(file, slip);
        string[] before = Files();

        ProgramResult refused = Start(["apply", file, .. Processes, "--state", "state"]);
        ProgramResult dry = Start(["apply", file, .. Processes, "--state", "state", "--dry-run"]);
        ProgramResult plan = Start(["plan", file, .. Processes, "--state", "state"]);

        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Output.ShouldBe("");
        refused.Errors.ShouldContain(named);
        refused.Errors.ShouldContain(
            $", and {removed} would be removed; nothing was changed; correct the file; if the removal is intended, give --accept-warnings [SW6010]"
        );
        refused.Errors.ShouldStartWith("warning: ");
        dry.ExitCode.ShouldBe(1, dry.Text);
        dry.Output.ShouldContain("\nPlan: 0 nodes to create, 0 to change, ");
        dry.Errors.ShouldBe(refused.Errors);
        plan.ExitCode.ShouldBe(0, plan.Text);
        plan.Errors.ShouldContain("[SW6010]");
        Files().ShouldBe(before);

        ProgramResult accepted = Start(["apply", file, .. Processes, "--state", "state", "--accept-warnings", "--yes"]);

        accepted.ExitCode.ShouldBe(0, accepted.Text);
        accepted.Output.ShouldContain("\n- ");
        accepted.Errors.ShouldStartWith("warning: ");
        accepted.Errors.Split('\n').ShouldBeUnique();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_file_with_warnings_can_add_nodes_and_a_file_without_warnings_can_remove_them()
    {
        Write("count: 1, colour: red");
        ProgramResult made = StartProcess(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        Write("count: 3, colour: red");
        ProgramResult grown = StartProcess(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        Write("count: 2");
        ProgramResult shrunk = StartProcess(["apply", "farm.yaml", .. Processes, "--state", "state", "--yes"]);

        made.ExitCode.ShouldBe(0, made.Text);
        made.Errors.ShouldContain("warning: farm.yaml:1:");
        grown.ExitCode.ShouldBe(0, grown.Text);
        shrunk.ExitCode.ShouldBe(0, shrunk.Text);
        shrunk.Output.ShouldContain("\n- node node-3\n");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(
        "[{name: db, plugin: builtin, count: 2}, {name: web, plugin: builtin, count: 2}]",
        "web: 2 nodes would get other names by the order of profiles alone (node-1 -> web-1 and 1 more)",
        "db: 2 nodes would get other names by the order of profiles alone (db-1 -> node-1 and 1 more)"
    )]
    [InlineData(
        "[{name: new, plugin: builtin, count: 1}, {name: web, plugin: builtin, count: 1}, {name: db, plugin: builtin, count: 2}]",
        "web: 1 node would get other names by the order of profiles alone (node-1 -> web-1)"
    )]
    [InlineData(
        "[{name: db, plugin: builtin, count: 1}]",
        "db: 1 node would get other names by the order of profiles alone (db-1 -> node-1)"
    )]
    [InlineData(
        "[{name: web, plugin: builtin, count: 2, hostname_prefix: front}, {name: db, plugin: builtin, count: 2}]",
        "db: 2 nodes would get other names by the order of profiles alone (db-1 -> node-1 and 1 more)"
    )]
    public void Nodes_renamed_only_by_the_order_of_profiles_are_not_removed(string changed, params string[] renamed)
    {
        WritePair();
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        _folder.Write("farm.yaml", $"profiles: {changed}\n");
        string[] before = Files("nodes");

        ProgramResult refused = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult dry = Start(["apply", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]);
        ProgramResult plan = Start(["plan", "farm.yaml", .. Processes, "--state", "state"]);

        string[] warnings =
        [
            .. renamed.Select(words => $"warning: farm.yaml {words}; restore the order, or keep the names by a hostname_prefix [SW6011]"),
        ];
        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Output.ShouldBe("");
        refused.Errors.Split('\n')[..^1].ShouldBe(warnings, ignoreOrder: true);
        refused
            .Errors.Split('\n')[^1]
            .ShouldEndWith("nothing was changed; correct the file; if the removal is intended, give --accept-warnings [SW6010]");
        dry.ExitCode.ShouldBe(1, dry.Text);
        dry.Errors.ShouldBe(refused.Errors);
        plan.ExitCode.ShouldBe(0, plan.Text);
        plan.Errors.ShouldBe(refused.Errors.Replace("error: ", "warning: ", StringComparison.Ordinal));
        Files("nodes").ShouldBe(before);

        ProgramResult accepted = Start(["apply", "farm.yaml", .. Processes, "--state", "state", "--accept-warnings", "--yes"]);

        accepted.ExitCode.ShouldBe(0, accepted.Text);
        accepted.Errors.Split('\n').ShouldBe(warnings, ignoreOrder: true);
    }

    [Fact]
    public void Explicit_renames_in_the_file_are_applied_without_a_warning()
    {
        WritePair();
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        _folder.Write(
            "farm.yaml",
            "profiles: [{name: db, plugin: builtin, count: 2, hostname_prefix: db}, {name: web, plugin: builtin, count: 2, hostname_prefix: node}]\n"
        );

        ProgramResult swapped = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        WritePair(", hostname_prefix: front", ", hostname_prefix: db");
        ProgramResult renamed = Start(["apply", "farm.yaml", .. Processes, "--state", "state", "--yes"]);

        swapped.ExitCode.ShouldBe(0, swapped.Text);
        swapped.Output.ShouldStartWith("farm: nothing to do");
        renamed.ExitCode.ShouldBe(0, renamed.Text);
        renamed.Output.ShouldContain("2 ready  front-1 ");
        renamed.Errors.ShouldBe("");
    }

    [Fact]
    public void Adopt_removes_no_nodes_renamed_only_by_the_order_of_profiles()
    {
        WritePair();
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        Directory.Delete(_folder.At("state"), recursive: true);
        _folder.Write("farm.yaml", "profiles: [{name: db, plugin: builtin, count: 2}, {name: web, plugin: builtin, count: 2}]\n");
        string[] before = Files("nodes");

        ProgramResult refused = Start(["adopt", "farm.yaml", .. Processes, "--state", "state"]);

        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldContain(
            "warning: farm.yaml db: 2 nodes would get other names by the order of profiles alone (db-1 -> node-1 and 1 more)"
        );
        refused.Errors.ShouldEndWith("give --accept-warnings [SW6010]");
        Files("nodes").ShouldBe(before);
    }

    [
        Theory,
        InlineData("apply", "--provider processes --node-folder nodes --state state"),
        InlineData("adopt", "--provider processes --node-folder nodes --state state"),
        InlineData("exec", "--provider simulation -- true")
    ]
    public void A_warning_is_an_error_in_strict_mode_and_nothing_is_changed(string verb, string rest)
    {
        Write("count: 1, colour: red");

        ProgramResult result = Start([verb, "farm.yaml", "--strict", .. rest.Split(' ')]);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Output.ShouldBe("");
        result.Errors.ShouldStartWith("error: farm.yaml:1:");
        Directory.EnumerateFileSystemEntries(_folder.Root).Select(Path.GetFileName).ShouldBe(["farm.yaml"]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Adopt_of_a_file_with_warnings_removes_nothing_until_warnings_are_accepted()
    {
        Write("count: 3");
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        Directory.Delete(_folder.At("state"), recursive: true);
        Write("coutn: 3");

        ProgramResult refused = Start(["adopt", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult dry = Start(["adopt", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]);
        bool isBegun = Directory.Exists(_folder.At("state"));
        ProgramResult accepted = Start(["adopt", "farm.yaml", .. Processes, "--state", "state", "--accept-warnings", "--yes"]);

        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldContain(
            "2 nodes (node-2, node-3) would be removed; nothing was changed; correct the file; if the removal is intended, give --accept-warnings [SW6010]"
        );
        dry.ExitCode.ShouldBe(1, dry.Text);
        dry.Errors.ShouldBe(refused.Errors);
        isBegun.ShouldBeFalse();
        accepted.ExitCode.ShouldBe(0, accepted.Text);
        accepted.Output.ShouldContain("\nfarm  1 ready  node-1 ");
    }

    [Fact]
    public void JSON_output_contains_the_warnings_and_standard_error_is_empty()
    {
        Write("count: 1, colour: red");

        ProgramResult result = Start(["apply", "farm.yaml", .. Processes, "--state", "state", "--json"]);

        result.Errors.ShouldBe("");
        JsonNode.Parse(result.Output)!["problems"]!.AsArray().ShouldHaveSingleItem()!["code"]!.GetValue<string>().ShouldBe("SW1205");
    }

    private void Write(string keys) => _folder.Write("farm.yaml", $"profiles: [{{name: farm, plugin: builtin, {keys}}}]\n");

    private void WritePair(string web = "", string db = "") =>
        _folder.Write(
            "farm.yaml",
            $"profiles: [{{name: web, plugin: builtin, count: 2{web}}}, {{name: db, plugin: builtin, count: 2{db}}}]\n"
        );

    private string[] Files() => Files("state", "nodes");

    private string[] Files(params string[] folders) =>
        [
            .. folders
                .SelectMany(folder => Directory.EnumerateFiles(_folder.At(folder), "*", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal)
                .Select(path => $"{path} {Convert.ToHexString(File.ReadAllBytes(path))}"),
        ];

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);

    private ProgramResult StartProcess(params string[] arguments) => ToolRun.StartProcess(_folder.Root, arguments);
}
