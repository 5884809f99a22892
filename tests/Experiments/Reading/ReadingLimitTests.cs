using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Experiments.Tests.Reading;

public class ReadingLimitTests
{
    [Theory]
    [InlineData("runs: 2147483648", "d.yaml:15:7 runs: the integer 2147483648 is out of range; use -2147483648 to 2147483647")]
    [InlineData("runs: 2.5", "d.yaml:15:7 runs: found the number 2.5; use a whole number")]
    [InlineData("sample_interval: 1000000h", "d.yaml:15:18 sample_interval: the text '1000000h' is out of range; use 31d or less")]
    [InlineData("matrix: {runs: []}", "d.yaml:15:16 matrix.runs: the list is empty; use a list of values")]
    public void An_invalid_value_is_reported_with_the_accepted_values(string line, string told) => Problems(line).ShouldContain(told);

    [Fact]
    public void A_link_fault_between_a_machine_and_itself_is_rejected() =>
        Problems("faults: [{at: 1m, cut: [pico-1, pico-1]}, {at: 1m, slow: [pico-2, pico-2]}]")
            .ShouldBe([
                "d.yaml:15:33 faults.0.cut: 'pico-1' would have a link to itself; name another machine",
                "d.yaml:15:67 faults.1.slow: 'pico-2' would have a link to itself; name another machine",
            ]);

    [Fact]
    public void A_link_fault_created_in_code_between_a_machine_and_itself_is_rejected() =>
        (
            Definitions.Read(Definitions.Join) with
            {
                Faults = FaultSchedule
                    .Empty.Add(TimeSpan.Zero, new CutLink("pico-1", "pico-1"))
                    .Add(TimeSpan.Zero, new ChangeLink("pico-2", "pico-2", new LinkModel())),
            }
        )
            .Check()
            .Select(problem => problem.Message)
            .ShouldBe(["'pico-1' would have a link to itself", "'pico-2' would have a link to itself"]);

    [Fact]
    public void Contradictory_links_of_the_same_pair_are_rejected()
    {
        Problems("links: [{from: pico-1, to: pico-2, latency: 5ms}, {from: pico-2, to: pico-1, latency: 9ms}]")
            .ShouldBe(["d.yaml:15:51 links.1: 'pico-2' and 'pico-1' have another link already, which says otherwise; keep one of them"]);
        Problems("links: [{from: pico-1, to: pico-2, latency: 5ms}, {from: pico-2, to: pico-1, latency: 5ms}]").ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_fault_is_reported_by_name() =>
        Problems("faults: [{at: 1m, melt: pico-1}, {at: 1m, crush: pico-1}]")
            .ShouldBe([
                "d.yaml:15:19 faults.0.melt: there is no fault 'melt'; use one of crash, restart, freeze, fill, isolate, cut, slow",
                "d.yaml:15:43 faults.1.crush: there is no fault 'crush'; did you mean 'crash'?",
            ]);

    /// <summary>A file of 8 GiB without a written byte.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_large_file_is_rejected_at_the_size_limit()
    {
        using TemporaryFolder folder = new();
        string large = folder.At("large");
        using (FileStream file = File.Create(large))
        {
            file.SetLength(8L << 30);
        }

        foreach (string path in Naming(folder, large))
        {
            ExperimentDefinition
                .Load(path)
                .Problems.ShouldContain(problem => problem.Code == ProblemCode.SizeLimit && problem.Source == large);
        }

        ExperimentDefinition.Load(large).Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.SizeLimit);
        PlatformConfiguration.Load([large]).Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.SizeLimit);
    }

    [Fact]
    public void A_device_is_rejected_without_being_read()
    {
        const string Device = "/dev/zero";
        using TemporaryFolder folder = new();

        foreach (string path in Naming(folder, Device))
        {
            ExperimentDefinition
                .Load(path)
                .Problems.ShouldContain(problem =>
                    problem.Code == ProblemCode.UnreadableFile && problem.Message == "'/dev/zero' cannot be read"
                );
        }

        Should
            .Throw<ExperimentException>(() => ExperimentDefinition.Load(Device))
            .Message.ShouldContain("/dev/zero: it is a pipe, a socket or a device; use the path of a definition");
        Should.Throw<IOException>(() => PlatformConfiguration.Load([Device])).Message.ShouldBe("it is a pipe, a socket or a device");
    }

    /// <summary>Writes two definitions that name a file: as the strategy, and as the load.</summary>
    private static string[] Naming(TemporaryFolder folder, string file) =>
        [
            folder.Write("a.yaml", $"{Definitions.Join}\nscaling: {{strategy: {file}}}\n"),
            folder.Write(
                "b.yaml",
                Definitions.Join.Replace("shape: constant, rate: 2500", $"shape: trace, file: {file}", StringComparison.Ordinal)
            ),
        ];

    private static string[] Problems(string line) =>
        [
            .. new ExperimentBundle(Encoding.UTF8.GetBytes($"{Definitions.Join}\n{line}\n"))
                .Read("d.yaml")
                .Problems.Select(problem => problem.ToString()),
        ];
}
