using Scalewright.Agents;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Starts the programs of a simulated node.</summary>
internal sealed class NodePrograms(World world, HeldNode node, INodeFiles files) : INodePrograms
{
    public Task<int> RunAsync(CommandRequest request, ProgramOutput output, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(request.Words[0]);
        SimulatedProgram program = Find(name) ?? throw new IOException(Advice(name));
        world.Tell(node, $"it runs {name}");
        return program(new ProgramCall(node.Name, request, node.Machine.Clock, files, output), cancellationToken);
    }

    private SimulatedProgram? Find(string name) =>
        world.Options.Programs.TryGetValue(name, out SimulatedProgram? own) ? own : BuiltInPrograms.Find(name);

    private static string Advice(string name) => name is "sh" or "bash" or "dash"
        ? $"simulated nodes have no shell '{name}'; give the words of one program, or add a program of this name to SimulationOptions.Programs"
        : $"simulated nodes have no program '{Printable.Escape(name)}'; add it to SimulationOptions.Programs";
}
