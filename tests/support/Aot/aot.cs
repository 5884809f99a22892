// Published by Native AOT and run by .ci/run.
#:project ../../../src/Sdk/Core/Scalewright.Core.csproj
#:project ../../../src/Sdk/Phenix/Scalewright.Phenix.csproj
#:project ../Outside/Outside.csproj
#:property RuntimeIdentifier=linux-x64
#:property TrimmerSingleWarn=false
#:property OptimizationPreference=Size
#:property StackTraceSupport=false
#:property UseSystemResourceKeys=true

using System.Collections.Concurrent;
using Scalewright.Journals;
using Scalewright.Planning;

namespace Aot;

/// <summary>
/// Expands the profiles of a file with a built-in and an external plugin, and creates the nodes by a provider on the base class, without reflection
/// and without a compiler at hand.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            ValueList<Profile> profiles = ProfileReader.Load(arguments[0]);
            TopologyBuilder builder = Topology.Create("aot");
            foreach (Profile profile in profiles)
            {
                builder = builder.AddProfile(profile);
            }

            Topology topology = builder.Build();
            Print(topology);
            await ApplyAsync(topology);
            return 0;
        }
        catch (ScalewrightException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Print(Topology topology)
    {
        Console.WriteLine($"plugins: {string.Join(", ", ScalePlugins.All.Entries)}");
        foreach (NodeGroup group in topology.Groups.Values)
        {
            Console.WriteLine($"{group.Name} by {group.Plugin}: {group.Nodes.Count} nodes, {group.ContainerCount} containers");
        }

        foreach (NetworkSpec network in topology.Networks.Values)
        {
            Console.WriteLine($"{network.Name}: {network.Subnet}, {network.UsedAddressCount} addresses used");
        }
    }

    private static async Task ApplyAsync(Topology topology)
    {
        await using ShelfProvider provider = new();
        Owner owner = new(Lineage.CreateRandom(new Random(1)), "aot");
        ValueList<StepRequest> requests =
        [
            .. topology.Nodes.Select(node => new StepRequest(
                new CreateNode("web", node),
                new ResourceTag(owner, StepTarget.Node, node.Name, node.Name)
            )),
        ];

        int created = await provider.ApplyAsync(requests).CountAsync(outcome => outcome.Result == StepResult.Succeeded);

        Console.WriteLine($"{provider.Name}: {created} nodes created, {(await provider.ObserveAsync(owner)).Count} listed");
    }
}

/// <summary>Nodes are tags in memory, whose IDs are their tokens.</summary>
internal sealed class ShelfProvider() : RemoteProvider<StoredResourceTag>(new RemoteProviderSettings("shelf"))
{
    private readonly ConcurrentDictionary<string, StoredResourceTag> _tags = new(StringComparer.Ordinal);

    protected override Task<IReadOnlyList<StoredResourceTag>> ListAsync(Owner? owner, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredResourceTag>>([.. _tags.Values]);

    protected override Resource? ToResource(StoredResourceTag item) => item.ToResource(item.Token);

    protected override Task<StoredResourceTag> CreateAsync(StepRequest request) =>
        Task.FromResult(_tags.GetOrAdd(request.Token, _ => StoredResourceTag.FromTag(request.Tag, Clock.GetUtcNow())));

    protected override Task<StoredResourceTag?> ChangeAsync(StepRequest request, StoredResourceTag item) =>
        Task.FromResult<StoredResourceTag?>(_tags[item.Token] = item.WithTag(request.Tag));

    protected override Task<bool> RemoveAsync(StepRequest request, StoredResourceTag item) =>
        Task.FromResult(_tags.TryRemove(item.Token, out _) || true);

    protected override Task<INodeConnection> OpenConnectionAsync(Resource node, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
