namespace Packages.Tests;

/// <summary>Packages as users consume them, without any project of this repository.</summary>
[Trait(Category.Name, Category.Packaging)]
[Collection(SharedPackages.Name)]
public class PackageTests(Consumers consumers)
{
    [Fact]
    public void A_program_lists_built_in_plugins_its_own_plugins_and_those_of_packages()
    {
        string[] entries = consumers.Output.Output.Split('\n');

        consumers.Output.ExitCode.ShouldBe(0, consumers.Output.Text);
        entries.ShouldContain("builtin@1.0.0");
        entries.ShouldContain("builtin@3.0.0");
        entries.ShouldContain("meadow@2.3.4");
        entries.ShouldContain("orchard@1.0.0");
    }

    [Fact]
    public void A_program_runs_built_in_plugins_its_own_plugin_and_that_of_a_package()
    {
        string[] lines = consumers.Output.Output.Split('\n');

        lines.ShouldContain("builtin: 2 nodes");
        lines.ShouldContain("meadow: 6 nodes");
        lines.ShouldContain("orchard: 7 nodes");
    }

    [Fact]
    public void Each_optional_package_works_in_a_minimal_program()
    {
        ProgramResult result = consumers.Run("Parts");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe("echo sensors-1\n01:00:00\nvm info \"a b\"");
    }

    [Fact]
    public void A_program_runs_an_experiment_type_of_a_package()
    {
        consumers.Pack("External.Halves");

        ProgramResult result = consumers.Run("Laboratory");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe("part=whole: 20 s\npart=half: 10 s\n2 runs completed, 0 failed");
    }

    [Fact]
    public void The_tool_installed_from_its_package_plans_a_profile_and_rejects_an_invalid_one()
    {
        ProgramResult plan = consumers.RunTool("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 3}]", "plan", "farm.yaml");
        ProgramResult broken = consumers.RunTool(
            "broken.yaml",
            "profiles: [{name: farm, plugin: builtin, count: 0}]",
            "plan",
            "broken.yaml"
        );

        plan.ExitCode.ShouldBe(0, plan.Text);
        plan.Output.ShouldContain("node-1");
        broken.ExitCode.ShouldBe(1);
        broken.Text.ShouldContain("error: broken.yaml:1:49 count: 0 is below 1");
    }

    [Fact]
    public void The_FarmTests_sample_passes_with_the_packages()
    {
        ProgramResult result = consumers.RunSample("FarmTests", "test");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldContain("Failed:     0, Passed:    23,");
    }

    [Fact]
    public void A_planted_bug_in_a_sample_is_found_and_replayed_with_the_same_events()
    {
        ProgramResult found = TestFarm(("FARM_FORGETS", "1"));
        string replay = Regex
            .Match(
                found.Output,
                "SCALEWRIGHT_REPLAY=(?<replay>[0-9:,-]+) dotnet test --filter FullyQualifiedName=FarmTests.FarmKeeperTests.A_farm_survives",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Groups["replay"]
            .Value;
        ProgramResult again = TestFarm(("FARM_FORGETS", "1"), ("SCALEWRIGHT_REPLAY", replay));
        ProgramResult mended = TestFarm(("SCALEWRIGHT_REPLAY", replay));

        found.ExitCode.ShouldBe(1, found.Text);
        found.Output.ShouldContain($"{replay} failed (seeds 1 to 50).");
        again.ExitCode.ShouldBe(1, again.Text);
        again.Output.ShouldContain($"{replay} failed again.");
        Events(again).ShouldBe(Events(found));
        mended.ExitCode.ShouldBe(0, mended.Text);
        mended.Output.ShouldContain("Failed:     0, Passed:     1,");
    }

    [Fact]
    public void The_FarmBenchmarks_sample_runs_all_benchmarks_with_the_packages()
    {
        ProgramResult result = consumers.RunSample(
            "FarmBenchmarks",
            "run -c Release --project",
            "--",
            "--job",
            "dry",
            "--inProcess",
            "--filter",
            "*"
        );

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldEndWith("4 benchmarks, all of them ran");
    }

    [Fact]
    public void All_packages_are_built_with_complete_metadata()
    {
        string[] packages = [.. consumers.Packages()];

        packages.ShouldBe(
            [
                "Scalewright",
                "Scalewright.Agents",
                "Scalewright.Core",
                "Scalewright.Decisions",
                "Scalewright.Experiments",
                "Scalewright.Experiments.Mqtt",
                "Scalewright.Experiments.PostgreSql",
                "Scalewright.Experiments.Sqlite",
                "Scalewright.Listeners",
                "Scalewright.Storage",
                "Scalewright.Templates",
                "Scalewright.Phenix",
                "Scalewright.Testing",
                "Scalewright.Testing.Xunit3",
                "Scalewright.Tool",
                "Scalewright.Trace",
                "Scalewright.Providers",
                "Scalewright.Providers.AutoScaling",
                "Scalewright.Providers.Containers",
                "Scalewright.Providers.Kubernetes",
                "Scalewright.Providers.Simulation",
            ],
            ignoreOrder: true
        );
        foreach (string package in packages)
        {
            Dictionary<string, string> facts = consumers
                .Metadata(package)
                .Elements()
                .ToDictionary(fact => fact.Name.LocalName, fact => fact.Value);
            facts["readme"].ShouldBe("README.md", package);
            facts["license"].ShouldBe("MIT", package);
            facts["tags"].ShouldNotBeNullOrWhiteSpace(package);
            facts["description"].ShouldNotBe("Package Description", package);
            string readMe = consumers.PackageText(package, "README.md");
            readMe.ShouldNotBeNullOrWhiteSpace(package);
            readMe.ShouldNotContain("](.", customMessage: $"{package} links to files that it does not contain");
        }
    }

    [Fact]
    public void The_core_package_contains_only_its_library_and_the_analyzers()
    {
        string[] files = [.. consumers.PackageFiles("Scalewright.Core").Where(file => file.EndsWith(".dll", StringComparison.Ordinal))];

        files.ShouldBe(
            [
                "lib/net10.0/Scalewright.Core.dll",
                "analyzers/dotnet/cs/Scalewright.Generators.dll",
                "analyzers/dotnet/cs/Scalewright.CodeFixes.dll",
            ],
            ignoreOrder: true
        );
    }

    [Fact]
    public void Each_library_has_a_symbol_package()
    {
        // These packages contain no assembly to reference.
        string[] without = ["Scalewright.Templates", "Scalewright.Tool"];

        consumers.SymbolPackages().ShouldBe(consumers.Packages().Except(without), ignoreOrder: true);
        consumers.PackageFiles("Scalewright.Core").ShouldNotContain(file => file.EndsWith(".pdb", StringComparison.Ordinal));
    }

    [Fact]
    public void The_tool_package_contains_neither_symbols_nor_documentation() =>
        consumers
            .PackageFiles("Scalewright.Tool")
            .Where(file => Path.GetExtension(file) is ".pdb" or ".xml")
            .ShouldBe(["tools/net10.0/any/DotnetToolSettings.xml", "[Content_Types].xml"], ignoreOrder: true);

    [Fact]
    public void The_core_package_contains_the_pages_of_all_analyzer_rules() =>
        consumers
            .PackageFiles("Scalewright.Core")
            .Where(file => file.StartsWith("docs/rules/", StringComparison.Ordinal))
            .ShouldBe(
                Directory.GetFiles(Repository.At("docs", "rules")).Select(page => "docs/rules/" + Path.GetFileName(page)),
                ignoreOrder: true
            );

    [Fact]
    public void The_main_package_contains_a_single_assembly() =>
        consumers
            .PackageFiles("Scalewright")
            .Where(file => file.EndsWith(".dll", StringComparison.Ordinal))
            .ShouldBe(["lib/net10.0/Scalewright.dll"]);

    [Fact]
    public void Analyzers_and_code_fixes_of_the_core_package_work_in_a_consumer_project()
    {
        consumers.Write("Unsealed");

        consumers.Build("build", "Unsealed").Output.ShouldContain("warning SWA0001: Plugin 'FarmPlugin' is not sealed; add 'sealed'");
        consumers.Build("format analyzers", "Unsealed", "--diagnostics", "SWA0001", "--severity", "warn", "--no-restore");

        consumers.Read("Unsealed", "FarmPlugin.cs").ShouldContain("public sealed class FarmPlugin");
    }

    private ProgramResult TestFarm(params (string Name, string Value)[] variables) =>
        consumers.RunSample(
            variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal),
            "FarmTests",
            "test",
            "--filter",
            "FullyQualifiedName=FarmTests.FarmKeeperTests.A_farm_survives"
        );

    private static string Events(ProgramResult run)
    {
        int start = run.Output.IndexOf("Last events of the nodes:", StringComparison.Ordinal);
        start.ShouldBePositive(run.Text);
        return run.Output[start..run.Output.IndexOf("Stack Trace:", start, StringComparison.Ordinal)];
    }
}
