using CommandResult = Scalewright.Agents.CommandResult;

namespace Slurm.Tests.Elastic;

/// <summary>Two partitions with four powered-off nodes each; our program resumes and suspends them.</summary>
public sealed class ElasticLab : IDisposable
{
    private readonly SlurmLab _slurm = SlurmLab.With(lab =>
    {
        string folder = $"export ELASTIC_FOLDER={ShellQuote.Quote(lab.At("wants"))}";
        string[] programs =
        [
            TestProgram.WriteScript(lab.At("resume.sh"), folder, "resume"),
            TestProgram.WriteScript(lab.At("suspend.sh"), folder, "suspend"),
        ];
        return [PortRange.Take(10_000, 40, 250).ToString(CultureInfo.InvariantCulture), "1", "4", .. programs];
    });

    public string Folder => _slurm.At("wants");

    public string At(string name) => _slurm.At(name);

    public SlurmElasticPartition Open(string partition) => new(_slurm.Options with { Partition = partition });

    internal string LogTails => _slurm.LogTails;

    /// <summary>Runs a command of Slurm; srun reports on standard error what it waits for.</summary>
    internal async Task<CommandResult> RunAsync(params string[] words)
    {
        ValueMap<string> environment = _slurm.Options.Environment.With("SLURM_DEBUG", "2");
        CommandResult result = await LocalCommands.RunAsync(
            new CommandRequest([.. words]) { Environment = environment, Timeout = TimeSpan.FromMinutes(5) }
        );
        result.HasTimedOut.ShouldBeFalse($"'{string.Join(' ', words)}' did not end:\n{result.Error}\n{LogTails}");
        return result;
    }

    internal async Task ResetAsync()
    {
        foreach (string partition in (string[])["burst", "kept"])
        {
            (await RunAsync("scancel", $"--partition={partition}", "--user=root")).ExitCode.ShouldBe(0);
            string[] left = [.. (await Open(partition).ListAsync()).Where(node => !node.IsPoweredDown).Select(node => node.Name)];
            if (left.Length > 0)
            {
                await Open(partition).MarkFailedAsync(left, "its test is over");
                await UntilAsync(partition, nodes => nodes.All(node => node.IsPoweredDown));
            }
        }
    }

    internal Task<CommandResult> RunJobAsync(string partition, string word, params string[] options) =>
        RunAsync([
            "srun",
            $"--partition={partition}",
            .. options,
            "sh",
            "-c",
            $": > {ShellQuote.Quote(Begun(word))}; until [ -e {ShellQuote.Quote(At(word))} ]; do sleep 0.1; done; echo done",
        ]);

    /// <summary>Waits for the command: a node is allocated before srun has started anything on it.</summary>
    internal Task UntilJobRunsAsync(string word) =>
        WaitAsync(() => Task.FromResult(File.Exists(Begun(word)) ? null : $"the job of '{word}' has not begun"));

    private string Begun(string word) => At($"{word}-begun");

    internal void EndJobs(string word) => File.WriteAllText(At(word), "");

    internal async Task ServeAsync(SlurmdNode node, CancellationToken cancellationToken)
    {
        // With -c it would end the steps of an earlier slurmd, which a resumed node still has.
        CommandResult result = await node.Node.RunAsync(
            new CommandRequest([
                "slurmd",
                "-D",
                .. node.IsBooting ? (string[])["-bc"] : [],
                "-f",
                _slurm.Options.Environment["SLURM_CONF"],
                "-N",
                node.Node.Name,
            ])
            {
                Timeout = TimeSpan.FromDays(1),
            },
            cancellationToken
        );
        throw new InvalidOperationException($"slurmd ended with {result.ExitCode}: {result.Error}");
    }

    internal Task UntilAsync(string partition, Func<ValueList<SlurmNode>, bool> areSo, Func<Task>? ask = null) =>
        WaitAsync(async () =>
        {
            await (ask?.Invoke() ?? Task.CompletedTask);
            ValueList<SlurmNode> nodes = await Open(partition).ListAsync();
            return areSo(nodes)
                ? null
                : string.Join("; ", nodes.Select(node => $"{node.Name} {node.State}+{string.Join('+', node.Flags)} {node.Reason}"));
        });

    /// <param name="look">Returns null once the state is as expected, else a description of it.</param>
    internal async Task WaitAsync(Func<Task<string?>> look)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (await look() is { } there)
        {
            bool isLate = TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMinutes(3);
            isLate.ShouldBeFalse(isLate ? $"what was waited for did not come: {there}\n{LogTails}" : "");
            await Task.Delay(100);
        }
    }

    public void Dispose() => _slurm.Dispose();
}
