using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Tells what a node is.</summary>
internal sealed class HostFactsService(ServiceContext context) : IHostFacts
{
    public Task<HostFacts> ReadAsync(CancellationToken cancellationToken) =>
        new HostFactsReader(path => NodeText.FileAsync(context, path, cancellationToken), words => NodeText.ProgramAsync(context, words, cancellationToken)).ReadAsync();
}
