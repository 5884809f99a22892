namespace Local.Tests;

[Collection(LocalFolder.Turns)]
public sealed class WaveTests : IDisposable
{
    private const int Count = 12;

    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MachineFact("namespaces")]
    public async Task A_node_that_cannot_be_created_does_not_affect_others_created_with_it()
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Namespaces);
        ContractRequests orders = new(new Random(1), "wave", name => new NodeSpec(name, 1));
        ValueList<StepRequest> wave = orders.CreateNodes(Count);
        StepRequest hindered = wave[Count / 2];
        // The id of a node is derived from its token. A folder in place of its namespace prevents its creation.
        string id =
            $"sw{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_folder.Path}\n{hindered.Token}")).AsSpan(0, 5))}";
        DirectoryInfo obstacle = Directory.CreateDirectory($"/run/netns/{id}");
        try
        {
            Dictionary<string, StepOutcome> outcomes = await ApplyAsync(provider, wave);

            foreach (StepRequest order in wave.Where(order => order != hindered))
            {
                outcomes[order.Token].Result.ShouldBe(StepResult.Succeeded);
            }

            outcomes[hindered.Token].Result.ShouldBe(StepResult.Failed);
            outcomes[hindered.Token].Problem!.Message.ShouldContain(id);
        }
        finally
        {
            obstacle.Delete();
            ValueList<Resource> left = await provider.ObserveAsync(orders.Owner);
            await ApplyAsync(provider, left.Select(orders.Destroy).ToValueList());
        }

        (await provider.ObserveAsync(orders.Owner)).ShouldBeEmpty();
        LocalFolder.Run("ip", "netns", "list").ShouldNotContain(id);
    }

    [MachineFact("namespaces")]
    public async Task A_deleted_wave_of_nodes_leaves_no_namespaces_links_or_programs()
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Namespaces);
        ContractRequests orders = new(new Random(2), "wave", name => new NodeSpec(name, 1));
        await ApplyAsync(provider, orders.CreateNodes(Count));
        ValueList<Resource> nodes = await provider.ObserveAsync(orders.Owner);
        nodes.Count.ShouldBe(Count);
        LocalFolder.Run("ip", "netns", "exec", nodes[3].Id, "sh", "-c", "setsid sleep 4711 >/dev/null 2>&1 &");

        await ApplyAsync(provider, nodes.Select(orders.Destroy).ToValueList());

        string namespaces = LocalFolder.Run("ip", "netns", "list"),
            links = LocalFolder.Run("ip", "-br", "link");
        foreach (Resource node in nodes)
        {
            namespaces.ShouldNotContain(node.Id);
            links.ShouldNotContain(node.Id);
        }

        RunningPrograms.Of("sleep 4711").ShouldBeEmpty();
    }

    private static async Task<Dictionary<string, StepOutcome>> ApplyAsync(LocalProvider provider, ValueList<StepRequest> orders) =>
        (await provider.ApplyAllAsync(orders)).ToDictionary(outcome => outcome.Token, StringComparer.Ordinal);
}
