namespace Samples.Tests.WindFarm;

public class WindFarmTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "WindFarm.dll");

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_wind_farm_without_options_creates_10_nodes_and_180_containers()
    {
        using TemporaryFolder folder = new();

        ProgramResult run = Run(folder, "--out", folder.At("out"));

        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.ShouldContain("│ wind-farm │ wind_turbine@1.0.0 │ 10    │ 180        │");
        run.Output.ShouldNotContain("\u001b");
        Directory.GetFiles(folder.At("out"), "*.mm").Length.ShouldBe(10);
        Directory.GetFiles(folder.At("out"), "config.xml", SearchOption.AllDirectories).Length.ShouldBe(180);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_same_seed_gives_the_same_bytes()
    {
        using TemporaryFolder folder = new();

        Run(folder, "--seed", "7", "--out", folder.At("a"));
        Run(folder, "--seed", "7", "--out", folder.At("b"));

        Contents(folder.At("b")).ShouldBe(Contents(folder.At("a")));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_history_records_the_faults_before_the_failed_nodes()
    {
        using TemporaryFolder folder = new();

        Run(folder, "--out", folder.At("out"));

        string[] kinds =
        [
            .. File.ReadLines(folder.At("out", "history.jsonl"))
                .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString()!),
        ];
        kinds.Count(kind => kind == "Fault").ShouldBe(2);
        Array.IndexOf(kinds, "Fault").ShouldBeLessThan(Array.IndexOf(kinds, "NodeFailed"));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Redirected_output_has_a_line_per_state_change_and_the_same_seed_gives_the_same_lines()
    {
        using TemporaryFolder folder = new();

        string[] first = Times(Run(folder, "--seed", "7", "--out", folder.At("out")).Output);
        string[] second = Times(Run(folder, "--seed", "7", "--out", folder.At("out")).Output);

        // An unreachable or failed node is detected after 15 s without a response, the default of ClusterSettings.
        first
            .Count(line =>
                line.Contains("has not responded for 15 s: ", StringComparison.Ordinal)
                && line.EndsWith(" Unreachable", StringComparison.Ordinal)
            )
            .ShouldBe(2);
        first[^1].ShouldEndWith("repaired: 10 Ready");
        second.ShouldBe(first);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_smaller_farm_removes_all_files_of_an_earlier_larger_one()
    {
        using TemporaryFolder folder = new();

        Run(folder, "--nodes", "12", "--out", folder.At("out"));
        ProgramResult smaller = Run(folder, "--nodes", "2", "--out", folder.At("out"));
        Run(folder, "--nodes", "2", "--out", folder.At("fresh"));

        smaller.Output.ShouldContain("of an earlier run");
        Contents(folder.At("out")).ShouldBe(Contents(folder.At("fresh")));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_wind_farm_picture_of_the_documentation_equals_the_written_one()
    {
        using TemporaryFolder folder = new();

        Run(folder, "--out", folder.At("out"));

        File.ReadAllText(Repository.At("docs", "images", "wind-farm.svg")).ShouldBe(File.ReadAllText(folder.At("out", "topology.svg")));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(37)]
    public void The_farm_has_the_requested_number_of_nodes(int nodes)
    {
        using TemporaryFolder folder = new();

        ProgramResult run = Run(folder, "--nodes", $"{nodes}", "--out", folder.At("out"));

        run.ExitCode.ShouldBe(0, run.Errors);
        Directory.GetFiles(folder.At("out"), "*.mm").Length.ShouldBe(nodes);
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData("0"), InlineData("-3"), InlineData("two"), InlineData("99999999999")]
    public void An_invalid_node_count_is_rejected_before_any_file_is_written(string nodes)
    {
        using TemporaryFolder folder = new();

        ProgramResult run = Run(folder, "--nodes", nodes, "--out", folder.At("out"));

        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldContain("--nodes");
        run.Text.ShouldNotContain("   at ");
        Directory.Exists(folder.At("out")).ShouldBeFalse();
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData("99999999999"), InlineData("four"), InlineData("1.5")]
    public void An_invalid_seed_is_rejected_with_the_accepted_range(string seed)
    {
        using TemporaryFolder folder = new();

        ProgramResult run = Run(folder, "--seed", seed, "--out", folder.At("out"));

        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldContain($"--seed: '{seed}' is not a seed; use a whole number from -2147483648 to 2147483647");
        run.Errors.ShouldNotContain("System.Int32");
        Directory.Exists(folder.At("out")).ShouldBeFalse();
    }

    [Fact]
    public void An_unwritable_output_folder_is_reported_without_a_stack_trace()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("taken", "");

        ProgramResult run = Run(folder, "--out", file);

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldContain("SW2006");
        run.Errors.ShouldNotContain("   at ");
    }

    private static ProgramResult Run(TemporaryFolder folder, params string[] arguments) =>
        Command.Dotnet(folder.Root, new Dictionary<string, string>(StringComparer.Ordinal), [Program, .. arguments]);

    private static string[] Times(string output) => [.. output.Split('\n').Where(line => line.StartsWith("00:", StringComparison.Ordinal))];

    private static string[] Contents(string folder) =>
        [
            .. Directory
                .GetFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path =>
                    $"{Path.GetRelativePath(folder, path)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"
                ),
        ];
}
