using System.Text;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Processes;
using Scalewright.Experiments.Streams;
using Scalewright.Providers.Simulation;
using ScalehubSample;

namespace Experiments.Services.Tests.Processes;

/// <summary>What a definition may say of processes, and what instances do for as long as a record costs.</summary>
public sealed class ProcessTypeTests
{
    [Fact]
    public void All_that_machines_cannot_do_is_told_at_once()
    {
        DocumentMap options = (DocumentMap)DocumentReader.Read(Encoding.UTF8.GetBytes("work: sleep\nisolation: none\ncolour: red\n"), Dialect.Yaml).Root!;
        Experiment experiment = new("real")
        {
            Type = "processes",
            Options = options,
            Faults = FaultSchedule.Empty.Add(TimeSpan.FromSeconds(1), new RestartNode("pico-1")).Add(TimeSpan.FromSeconds(2), new CrashNode("pico-1")),
            Links = [new SiteLink("pico-1", "pico-2", TimeSpan.FromMilliseconds(50))],
        };
        ProblemList problems = new();

        new ProcessesType().Validate(experiment, problems);

        problems.ToValueList().Select(problem => $"{problem.Spot.Line} {problem.Field}: {problem.Advice}").ShouldBe(
            [
                "1 processes.work: use burn or wait",
                "2 processes.isolation: use namespaces, which needs root, or processes",
                "3 processes.colour: use work, isolation, machines, slurm, folder, ssh_config",
                "0 faults: use crash, freeze, fill, isolate, cut or slow, or run the experiment in the simulation",
                "0 links: leave 'links' out, or slow a link by 'faults'",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void What_jobs_of_Slurm_cannot_do_is_told_at_once()
    {
        DocumentMap options = (DocumentMap)DocumentReader.Read(Encoding.UTF8.GetBytes("slurm: ''\nisolation: processes\nfolder: /tmp/here\n"), Dialect.Yaml).Root!;
        Experiment experiment = new("real") { Type = "processes", Options = options, Faults = FaultSchedule.Empty.Add(TimeSpan.FromSeconds(2), new CrashNode("pico-1")) };
        ProblemList problems = new();

        new ProcessesType().Validate(experiment, problems);

        problems.ToValueList().Select(problem => $"{problem.Spot.Line} {problem.Field}: {problem.Advice}").ShouldBe(
            [
                "1 processes.slurm: name one that 'sinfo' shows",
                "2 processes.isolation: leave it out, or 'slurm'",
                "1 faults: leave 'faults' out, or run elsewhere",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Burning_takes_the_time_of_a_processor_and_ends_when_it_is_told_to()
    {
        using BurningWork work = new(TimeProvider.System);
        using CancellationTokenSource end = new();

        // Time goes by at least as fast as a processor works; a millisecond for clocks that are read one after another.
        (await work.DoAsync(0.05, hasMore: true, default)).ShouldBeGreaterThan(0.049);

        Task<double> endless = work.DoAsync(1e9, hasMore: true, end.Token);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => endless);
    }
}
