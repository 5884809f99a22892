using Scalewright.Agents.Processes;
using Scalewright.Providers.Local.Links;
using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local.Connections;

/// <summary>Runs programs of this machine inside a node.</summary>
internal sealed class NodePrograms(string id, LocalNode node, string files, INodeIsolation isolation, INodePrograms programs) : INodePrograms
{
    /// <summary>What every program of a node has among its variables.</summary>
    public static IEnumerable<(string Name, string Value)> VariablesOf(string id, LocalNode node) =>
        [(NodeProcesses.Variable, id), ("SCALEWRIGHT_NODE", node.Name), ("SCALEWRIGHT_ADDRESS", node.Address)];

    public Task<int> RunAsync(CommandRequest request, ProgramOutput output, CancellationToken cancellationToken)
    {
        string folder = request.Folder.Length == 0 ? files : request.Folder;
        string? path = request.Environment.TryGetValue("PATH", out string? own) ? own : null;
        if (request.Words.Count == 0 || request.Words[0].Length == 0)
        {
            throw new IOException("there is no program to start");
        }

        // Found here, so that what is missing is told as the node's failure and not by a program in between.
        string program = ProgramPath.Find(request.Words[0], Path.GetFullPath(folder), path);
        return programs.RunAsync(
            request with
            {
                Words = isolation.Enter(id, node, [program, .. request.Words.Skip(1)]),
                Folder = folder,
                Environment = VariablesOf(id, node).Aggregate(request.Environment, (all, own) => all.With(own.Name, own.Value)),
            },
            output,
            cancellationToken);
    }
}
