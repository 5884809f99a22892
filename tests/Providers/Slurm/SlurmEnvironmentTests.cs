namespace Slurm.Tests;

[Collection(SharedSlurm.Name)]
public sealed class SlurmEnvironmentTests(SlurmLab lab)
{
    // squeue(1), sbatch(1), scancel(1), sinfo(1), srun(1): each changes what is shown or done. A value may be invalid
    // UTF-8 and have several lines.
    private static readonly string[] Variables =
    [
        "SQUEUE_PARTITION=nosuch",
        "SQUEUE_STATES=FAILED",
        "SQUEUE_NAMES=nobody",
        "SBATCH_WAIT=1",
        "SBATCH_TEST_ONLY=1",
        "SBATCH_CLUSTERS=nosuch",
        "SLURM_CLUSTERS=nosuch",
        "SCANCEL_STATE=PENDING",
        "SCANCEL_NAME=nobody",
        "SINFO_PARTITION=nosuch",
        "SALLOC_PARTITION=nosuch",
        "SRUN_OPEN_MODE=x",
        "SLURM_TEST_EXEC=1",
        "SLURM_NTASKS=1000",
        "SLURM_NOTE=a\nSLURM_CONF=b\n",
    ];

    [MachineFact("slurm")]
    public async Task Slurm_environment_variables_of_the_shell_do_not_affect_the_provider()
    {
        SlurmOptions options = TestJobs.OptionsFor(lab);
        await using SlurmProvider provider = new(options with { Client = options.Client with { RunCommand = RunInShellAsync } });
        ContractRequests orders = new(new Random(8), "shell", TestJobs.Specify);
        StepRequest order = orders.CreateNode("n-1");

        Resource node = await TestJobs.MakeReadyAsync(provider, order);
        StepOutcome again = await TestJobs.DoAsync(provider, order);
        await using INodeConnection connection = await provider.ConnectAsync(node);
        CommandResult said = await connection.RunAsync(new CommandRequest(["sh", "-c", "echo $SLURM_JOB_ID $SLURM_NOTE"]));
        StepOutcome removed = await TestJobs.DoAsync(provider, orders.DestroyNode(node));

        (again.Resource?.Id, said.Output, removed.Result).ShouldBe((node.Id, $"{node.Id}\n", StepResult.Succeeded));
        (await TestJobs.JobsAsync(lab)).ShouldBeEmpty();
    }

    [MachineFact("slurm")]
    public async Task A_job_missing_from_squeue_is_awaited_until_Slurm_reports_that_it_has_ended()
    {
        SlurmClient client = new(lab.Options);
        long job = await client.SubmitAsync(new SlurmJobRequest("hidden", "#!/bin/sh\nsleep 600\n"));
        int looks = 0;
        TaskCompletionSource looked = new();
        SlurmClient blind = new(
            lab.Options with
            {
                RunCommand = (request, token) =>
                {
                    looks += request.Command.Contains("squeue") ? 1 : 0;
                    _ = looks < 3 || looked.TrySetResult();
                    return request.Command.Contains("squeue") ? FaultyCommands.Say(0, "") : LocalCommands.RunAsync(request, token);
                },
            }
        );

        Task waiting = blind.WaitAsync(job);
        await Task.WhenAny(waiting, looked.Task);

        waiting.IsCompleted.ShouldBeFalse();
        await client.CancelAsync(job);
        await waiting;
    }

    [MachineFact("slurm")]
    public async Task A_missing_Slurm_command_is_named_in_the_error()
    {
        string folder = Directory.CreateDirectory(lab.At("few-programs")).FullName;
        foreach (string program in (string[])["sh", "env", "sed"])
        {
            File.CreateSymbolicLink(Path.Combine(folder, program), $"/usr/bin/{program}");
        }

        await using SlurmProvider provider = new(
            new SlurmOptions { Client = lab.Options with { Environment = lab.Options.Environment.With("PATH", folder) } }
        );

        ProviderException missing = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        missing.Problems[0].Message.ShouldBe("'squeue' cannot be run: there is no such program");
    }

    private static Task<CommandResult> RunInShellAsync(CommandRequest request, CancellationToken cancellationToken) =>
        LocalCommands.RunAsync(request with { Command = ["env", .. Variables, .. request.Command] }, cancellationToken);
}
