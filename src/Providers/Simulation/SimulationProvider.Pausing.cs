using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation;

/// <content>Pausing and resuming nodes.</content>
public sealed partial class SimulationProvider
{
    /// <inheritdoc/>
    /// <exception cref="OutsideSimulationException">Called outside of <see cref="RunAsync"/>.</exception>
    public async Task PauseAsync(Resource node, CancellationToken cancellationToken = default)
    {
        SimulatedClusterNode held = await FindNodeAsync(node, cancellationToken);
        held.Machine.Freeze();
    }

    /// <inheritdoc/>
    /// <exception cref="OutsideSimulationException">Called outside of <see cref="RunAsync"/>.</exception>
    public async Task ResumeAsync(Resource node, CancellationToken cancellationToken = default)
    {
        SimulatedClusterNode held = await FindNodeAsync(node, cancellationToken);
        held.Machine.Thaw();
    }

    private async Task<SimulatedClusterNode> FindNodeAsync(
        Resource node,
        CancellationToken cancellationToken,
        [CallerMemberName] string member = ""
    )
    {
        ArgumentNullException.ThrowIfNull(node);
        World world = Enter(member);
        cancellationToken.ThrowIfCancellationRequested();
        await world.Calls.QueryAsync(
            new CloudCall(CallKinds.Change, node.Cloud, node.Id),
            SimulatedOperation.PauseOrResumeNode,
            Controller,
            $"{(member == nameof(PauseAsync) ? "pause" : "resume")} {node.Tag.Name}"
        );
        return world.Inventory.FindId(node.Id) is SimulatedClusterNode held && held.Tag.Token == node.Tag.Token
            ? held
            : throw CloudCallPath.Failure(CloudProblems.NotFound(node.Tag));
    }
}
