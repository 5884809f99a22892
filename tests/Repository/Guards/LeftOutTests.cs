namespace Sdk.Tests.Guards;

/// <summary>The script that names the tests that a change need not pass.</summary>
public class LeftOutTests
{
    private static readonly Dictionary<string, string> NoVariables = new(StringComparer.Ordinal);

    [LinuxFact]
    public void Three_changes_in_a_row_run_each_test()
    {
        string[][] runs = [LeftOut(7), LeftOut(8), LeftOut(9)];

        runs.SelectMany(run => run)
            .GroupBy(name => name, StringComparer.Ordinal)
            .Where(name => name.Count() != 2)
            .ShouldBeEmpty("each is left out twice of three times");
        runs.Max(run => run.Length).ShouldBeLessThanOrEqualTo(runs.Min(run => run.Length) + 1);
        runs.SelectMany(run => run).ShouldContain("Slurm.Tests.SlurmFaultTests", "names are those of test classes");
    }

    [LinuxFact]
    public void A_change_runs_the_tests_of_its_folders()
    {
        string[] all = [.. Enumerable.Range(0, 3).SelectMany(number => LeftOut(number)).Distinct(StringComparer.Ordinal)];

        // A folder of the product with tests of that name, one whose tests are in the folder of its project, and a folder of tests.
        string[] rest =
        [
            .. Enumerable
                .Range(0, 3)
                .SelectMany(number =>
                    LeftOut(
                        number,
                        "src/Providers/Machines/Slurm/SlurmClient.cs",
                        "src/Providers/Kubernetes/Client/KubernetesClient.cs",
                        "tests/Core/Journals/FormatTests.cs"
                    )
                )
                .Distinct(StringComparer.Ordinal),
        ];

        string[] touched = ["Slurm.Tests", "Kubernetes.Tests", "Sdk.Tests.Journals"];
        string[] folders =
        [
            .. all.Except(rest, StringComparer.Ordinal).Select(name => name[..name.LastIndexOf('.')]).Distinct(StringComparer.Ordinal),
        ];
        touched.Except(folders, StringComparer.Ordinal).ShouldBeEmpty();
        rest.ShouldNotContain(name => touched.Any(folder => name.StartsWith(folder + ".", StringComparison.Ordinal)));
    }

    [LinuxFact]
    public void A_change_runs_the_tests_that_read_its_documents_or_templates()
    {
        const string Blocks = "Samples.Tests.Documents.ConsoleBlockTests";
        const string Site = "Packages.Tests.SiteTests";
        const string Guide = "Packages.Tests.GuideTests";
        const string Templates = "Packages.Tests.TemplateTests";
        const string Reproducible = "Packages.Tests.ReproducibleTests";
        (string Changed, string[] Run, string[] LeftOut)[] changes =
        [
            (
                "docs/how-to/load-profiles.md",
                [Blocks, Site, Guide, "Packages.Tests.PackageTests", "Testing.Tests.DocumentTests"],
                [Templates, Reproducible]
            ),
            ("docs/schemas/plan.schema.json", [Blocks, Site, Guide], [Templates, Reproducible]),
            ("src/Sdk/Tool/README.md", [Blocks, Site], [Templates, Reproducible]),
            ("README.md", [Blocks, Site], [Templates, Reproducible]),
            ("templates/scalewright-app/Program.cs", [Blocks, Templates], [Site, Guide]),
            ("src/Sdk/Core/Documents/Dialect.cs", [], [Site, Guide, Templates]),
        ];

        foreach ((string changed, string[] run, string[] leftOut) in changes)
        {
            string[] names = [.. Enumerable.Range(0, 3).SelectMany(number => LeftOut(number, changed)).Distinct(StringComparer.Ordinal)];

            names.Intersect(run, StringComparer.Ordinal).ShouldBeEmpty(changed);
            leftOut.Except(names, StringComparer.Ordinal).ShouldBeEmpty(changed);
        }
    }

    [LinuxFact]
    public void A_change_of_nearly_everything_runs_the_tests_that_it_changes_and_a_third_of_the_others()
    {
        string[] changed =
        [
            .. Directory
                .EnumerateDirectories(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
                .Select(folder => Path.Combine(Path.GetRelativePath(Repository.Root, folder), "Changed.cs")),
            "tests/Providers/Slurm/SlurmFaultTests.cs",
        ];

        ILookup<string, int> leftOut = Enumerable
            .Range(0, 3)
            .SelectMany(number => LeftOut(number, changed).Select(name => (name, number)))
            .ToLookup(run => run.name, run => run.number, StringComparer.Ordinal);
        IEnumerable<string> all = Enumerable.Range(0, 3).SelectMany(number => LeftOut(number)).Distinct(StringComparer.Ordinal);

        all.Where(name => !leftOut.Contains(name)).ShouldBe(["Slurm.Tests.SlurmFaultTests"]);
        leftOut.Where(runs => runs.Count() != 2).ShouldBeEmpty("each of the others is left out twice of three times");
    }

    private static string[] LeftOut(int number, params string[] changed)
    {
        ProgramResult run = Command.Run(
            "bash",
            Repository.Root,
            NoVariables,
            [
                "-c",
                "number=$1; shift; printf '%s\\n' \"$@\" | .ci/left-out \"$number\"",
                "bash",
                number.ToString(CultureInfo.InvariantCulture),
                .. changed,
            ]
        );
        run.ExitCode.ShouldBe(0, run.Text);
        return run.Output.Split('\n');
    }
}
