namespace Local.Tests;

public sealed class ForeignFolderTests : IDisposable
{
    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MachineFact("namespaces")]
    public async Task A_folder_owned_by_another_user_is_rejected()
    {
        string folder = Make();
        LocalFolder.Run("chown", "65534", folder);

        await RefusedAsync(folder, "it belongs to user 65534, and this program runs as user 0");
    }

    [MachineFact("namespaces")]
    public async Task A_folder_writable_by_others_is_rejected()
    {
        string folder = Make();
        LocalFolder.Run("chmod", "0777", folder);

        await RefusedAsync(folder, "others may write into it (mode 777)");
    }

    [MachineFact("namespaces")]
    public async Task A_link_to_a_folder_is_rejected()
    {
        string link = Path.Combine(_folder.Path, "link");
        File.CreateSymbolicLink(link, Make());

        await RefusedAsync(link, "it is not a folder, or a link to one");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_created_is_reported()
    {
        string file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        await using LocalProvider provider = new(
            new LocalOptions { Isolation = LocalIsolation.Processes, Folder = Path.Combine(file, "nodes") }
        );
        StepRequest order = new ContractRequests(new Random(1), "nowhere", name => new NodeSpec(name, 1)).CreateNode("n-1");

        ProviderException refused = await Should.ThrowAsync<ProviderException>(() => provider.ApplyOneAsync(order));

        refused.Problems.Single().Code.ShouldBe(ProblemCode.OutputNotWritable);
    }

    private string Make() => Directory.CreateDirectory(Path.Combine(_folder.Path, "nodes-of-all")).FullName;

    private static async Task RefusedAsync(string folder, string fault)
    {
        await using LocalProvider provider = new(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = folder });

        Problem problem = (await provider.CheckAsync(Topology.Empty)).ShouldHaveSingleItem();
        ProviderException refused = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        problem.Message.ShouldEndWith(fault);
        refused.Problems.ShouldBe([problem]);
        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
    }
}
