using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>The agent of a node: a process of its machine.</summary>
internal sealed class NodeAgent
{
    public const int Port = 4100;

    private readonly ProcessContext _process;

    public NodeAgent(World world, HeldNode node)
    {
        _process = new ProcessContext(world.Kernel);
        _ = node;
    }

    public void Freeze() => _process.Freeze();

    public void Thaw() => _process.Thaw();

    public void End() => _process.End();
}
