using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local.Links;

/// <summary>Nothing keeps nodes apart but their folders and addresses: 127.0.0.0/8 is there without being made.</summary>
internal sealed class PlainProcesses : INodeIsolation
{
    public Problem? Missing => null;

    public Task MakeAsync(string id, LocalNode node) => Task.CompletedTask;

    public Task RemoveAsync(string id) => Task.CompletedTask;

    public bool IsThere(string id, LocalNode node) => true;

    public Task RemoveSharedAsync() => Task.CompletedTask;

    public IEnumerable<Problem> Lacks(LinkShape shape) => shape == LinkShape.Open ? [] : [LocalProblems.NoLinks];

    public Task ShapeAsync(string id, LinkShape shape, string address, string[] deafTo, string[] ways) => Task.CompletedTask;

    public LinkTraffic? TrafficOf(string id) => null;

    public ValueList<string> Enter(string id, LocalNode node, ValueList<string> words) => words;

    public void Dispose()
    {
    }
}
