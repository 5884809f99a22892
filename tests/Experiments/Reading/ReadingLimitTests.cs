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
        Problems("faults: [{at: 1m, cut: [pico-1, pico-1]}, {at: 1m, slow: [pico-2, pico-2]}]").ShouldBe(
        [
            "d.yaml:15:33 faults.0.cut: 'pico-1' would have a link to itself; name another machine",
            "d.yaml:15:67 faults.1.slow: 'pico-2' would have a link to itself; name another machine",
        ]);

    [Fact]
    public void A_link_fault_created_in_code_between_a_machine_and_itself_is_rejected() =>
        (Definitions.Read(Definitions.Join) with { Faults = FaultSchedule.Empty.Add(TimeSpan.Zero, new CutLink("pico-1", "pico-1")).Add(TimeSpan.Zero, new ChangeLink("pico-2", "pico-2", new LinkModel())) }).Check()
            .Select(problem => problem.Message).ShouldBe(["'pico-1' would have a link to itself", "'pico-2' would have a link to itself"]);

    [Fact]
    public void Contradictory_links_of_the_same_pair_are_rejected()
    {
        Problems("links: [{from: pico-1, to: pico-2, latency: 5ms}, {from: pico-2, to: pico-1, latency: 9ms}]").ShouldBe(
            ["d.yaml:15:51 links.1: 'pico-2' and 'pico-1' have another link already, which says otherwise; keep one of them"]);
        Problems("links: [{from: pico-1, to: pico-2, latency: 5ms}, {from: pico-2, to: pico-1, latency: 5ms}]").ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_fault_is_reported_by_name() =>
        Problems("faults: [{at: 1m, melt: pico-1}, {at: 1m, crush: pico-1}]").ShouldBe(
        [
            "d.yaml:15:19 faults.0.melt: there is no fault 'melt'; use one of crash, restart, freeze, fill, isolate, cut, slow",
            "d.yaml:15:43 faults.1.crush: there is no fault 'crush'; did you mean 'crash'?",
        ]);

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void An_endless_file_is_rejected_at_the_size_limit()
    {
        if (!File.Exists("/dev/zero"))
        {
            return;
        }

        using TemporaryFolder folder = new();
        string strategy = folder.Write("a.yaml", $"{Definitions.Join}\nscaling: {{strategy: /dev/zero}}\n");
        string trace = folder.Write("b.yaml", Definitions.Join.Replace("shape: constant, rate: 2500", "shape: trace, file: /dev/zero", StringComparison.Ordinal));

        foreach (string path in new[] { strategy, trace })
        {
            ExperimentBundle.Load(path).Read(path).Problems.ShouldContain(problem => problem.Code == ProblemCode.SizeLimit && problem.Source == "/dev/zero");
        }

        ExperimentBundle.Load("/dev/zero").Read("/dev/zero").Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.SizeLimit);
        PlatformConfiguration.Load(["/dev/zero"]).Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.SizeLimit);
    }

    private static string[] Problems(string line) => [.. ExperimentReader.Read(Encoding.UTF8.GetBytes($"{Definitions.Join}\n{line}\n"), "d.yaml").Problems.Select(problem => problem.ToString())];
}
