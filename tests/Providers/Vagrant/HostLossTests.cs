using Microsoft.Extensions.Logging.Abstractions;
using Minimega.Tests;
using Scalewright.Providers.Vagrant.Machines;

namespace Vagrant.Tests;

/// <summary>Queries on another machine, whose link is lost. Further commands over it do not return.</summary>
public sealed class HostLossTests
{
    // FailureQuery: a cleanup over a lost link delays the report of the loss by at most 5 seconds.
    [Fact]
    public async Task A_lost_link_is_reported_although_the_folder_of_a_query_cannot_be_removed()
    {
        VirtualClock clock = new();
        TaskCompletionSource<CommandResult> never = new();
        Problem lost = new(ProblemCode.ConnectionLost, "the link was lost", "check it");
        VagrantHost host = new(
            "/tmp/vagrant",
            (request, _) => request.Command[0] == "mkdir" ? Task.FromResult(new CommandResult(0, "", "")) : never.Task,
            (_, _, _) => throw new AgentException("host", lost)
        );
        VagrantOptions options = new(Path.GetTempPath()) { Host = host, Clock = clock };
        HostFolder folder = new(new MachineRepository(options, NullLogger.Instance), options);

        Task<CommandResult> running = folder.QueryAsync([1], _ => never.Task, CancellationToken.None);

        running.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(5));
        ProviderException failure = await Should.ThrowAsync<ProviderException>(running.WaitAsync(TimeSpan.FromSeconds(20)));
        failure.Message.ShouldContain("the link was lost");
    }
}
