namespace Sdk.Tests.Guards;

public class ProjectOrderTests
{
    private static readonly Dictionary<string, string[]> MayReferTo = new(StringComparer.Ordinal)
    {
        ["Scalewright.Generators"] = [],
        ["Scalewright.CodeFixes"] = ["Scalewright.Generators"],
        ["Scalewright.Core"] = ["Scalewright.CodeFixes", "Scalewright.Generators"],
        ["Scalewright.Agents"] = ["Scalewright.Core", "Scalewright.Generators"],
        ["Scalewright.Decisions"] = ["Scalewright.Core", "Scalewright.Generators"],
        ["Scalewright.Agent"] = ["Scalewright.Agents"],
        ["Scalewright.Listeners"] = ["Scalewright.Core"],
        ["Scalewright.Programs"] = ["Scalewright.Core"],
        ["Scalewright.Phenix"] = ["Scalewright.Core", "Scalewright.Generators"],
        ["Scalewright.Providers.Simulation"] = ["Scalewright.Agents", "Scalewright.Core"],
        ["Scalewright.Providers"] = ["Scalewright.Agents", "Scalewright.Core", "Scalewright.Decisions"],
        ["Scalewright.Providers.Containers"] = ["Scalewright.Agents", "Scalewright.Core"],
        ["Scalewright.Providers.Kubernetes"] = ["Scalewright.Core", "Scalewright.Decisions", "Scalewright.Providers"],
        ["Scalewright.Providers.AutoScaling"] =
        [
            "Scalewright.Core",
            "Scalewright.Decisions",
            "Scalewright.Listeners",
            "Scalewright.Providers",
        ],
        ["Scalewright"] = ["Scalewright.Core", "Scalewright.Decisions", "Scalewright.Providers.Simulation"],
        ["Scalewright.Testing"] = ["Scalewright.Core", "Scalewright.Decisions", "Scalewright.Providers.Simulation", "Scalewright.Trace"],
        ["Scalewright.Testing.Xunit3"] = ["Scalewright.Core", "Scalewright.Providers.Simulation", "Scalewright.Trace"],
        ["Scalewright.Storage"] = ["Scalewright.Core", "Scalewright.Providers.Simulation"],
        ["Scalewright.Trace"] = ["Scalewright.Core"],
        ["Scalewright.Experiments"] =
        [
            "Scalewright.Core",
            "Scalewright.Decisions",
            "Scalewright.Generators",
            "Scalewright.Listeners",
            "Scalewright.Providers",
            "Scalewright.Providers.Kubernetes",
            "Scalewright.Providers.Simulation",
        ],
        ["Scalewright.Experiments.Mqtt"] = ["Scalewright.Experiments"],
        ["Scalewright.Experiments.PostgreSql"] = ["Scalewright.Experiments"],
        ["Scalewright.Experiments.Sqlite"] = ["Scalewright.Experiments"],
        ["Scalewright.Tool"] =
        [
            "Scalewright.Core",
            "Scalewright.Decisions",
            "Scalewright.Experiments",
            "Scalewright.Generators",
            "Scalewright.Phenix",
            "Scalewright.Programs",
            "Scalewright.Providers",
            "Scalewright.Providers.AutoScaling",
            "Scalewright.Providers.Containers",
            "Scalewright.Providers.Kubernetes",
            "Scalewright.Providers.Simulation",
            "Scalewright.Trace",
        ],
    };

    /// <summary>The mutants of the core are compiled with the exploration that must find them.</summary>
    private static readonly string[] CompileOthers = ["tests/Simulation/Mutants/Mutants.csproj"];

    private static IEnumerable<string> Projects =>
        Sources.FilesBelow(Repository.Root, "*.csproj").Where(file => !file.Contains("/templates/", StringComparison.Ordinal));

    [Theory]
    [InlineData("src", "Generators Providers Sdk")]
    [InlineData("src/Generators", "CodeFixes Generators")]
    [InlineData("src/Providers", "Aws Containers Kubernetes Machines Simulation")]
    [InlineData(
        "src/Sdk",
        "Agent Agents Core Decisions Experiments Experiments.Mqtt Experiments.PostgreSql Experiments.Sqlite Listeners Phenix Programs Scalewright Storage Testing Testing.Xunit3 Tool Trace"
    )]
    public void Source_folders_contain_exactly_the_expected_projects(string folder, string expected) =>
        string.Join(
                ' ',
                Directory
                    .EnumerateDirectories(Repository.At(folder.Split('/')))
                    .Where(HoldsSources)
                    .Select(path => Path.GetFileName(path))
                    .Order(StringComparer.Ordinal)
            )
            .ShouldBe(expected);

    [Fact]
    public void A_project_references_only_its_allowed_projects()
    {
        IEnumerable<string> wrong = Projects
            .Where(file => Relative(file).StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(file =>
            {
                string name = Path.GetFileNameWithoutExtension(file);
                string[] allowed = MayReferTo.GetValueOrDefault(name) ?? ["(a project that the table does not have)"];
                return Items(file, "ProjectReference")
                    .Select(path => Path.GetFileNameWithoutExtension(path))
                    .Where(other => !allowed.Contains(other, StringComparer.Ordinal))
                    .Select(other => $"{name} refers to {other}");
            });

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void No_project_compiles_files_of_another_project() =>
        Projects
            .Where(file => !CompileOthers.Contains(Relative(file), StringComparer.Ordinal))
            .SelectMany(file =>
                Items(file, "Compile")
                    .Where(path =>
                        path.Contains("..", StringComparison.Ordinal) || path.Contains("$(ScalewrightRoot)", StringComparison.Ordinal)
                    )
                    .Select(path => $"{Relative(file)}: {path}")
            )
            .ShouldBeEmpty();

    [Fact]
    public void The_core_opens_its_internals_to_tests_only()
    {
        string[] tests =
        [
            .. Projects
                .Where(file => Relative(file).StartsWith("tests/", StringComparison.Ordinal))
                .Select(file => Path.GetFileNameWithoutExtension(file)),
            "Benchmarks",
            "test-programs",
        ];

        Items(Repository.At("src", "Sdk", "Core", "Scalewright.Core.csproj"), "InternalsVisibleTo").Except(tests).ShouldBeEmpty();
    }

    [Fact]
    public void There_are_at_most_50_projects() => Projects.Count().ShouldBeLessThanOrEqualTo(50);

    private static bool HoldsSources(string folder) => Sources.FilesBelow(folder, "*.cs").Any();

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');

    private static IEnumerable<string> Items(string project, string name) =>
        XDocument.Load(project).Descendants(name).Select(item => item.Attribute("Include")?.Value.Replace('\\', '/')).OfType<string>();
}
