namespace Storage.Operations.Tests;

/// <summary>What many tests begin with.</summary>
internal static class SiteSteps
{
    public const string First = "test000.localdomain";

    /// <summary>What the clients of file system <c>one</c> mount: its management target is on the first two servers.</summary>
    public const string Mount = "10.0.0.1@tcp0:10.0.0.0@tcp0:/one";

    public static Task Pass(this IStorageOperations site, double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), site.Clock);

    /// <summary>Waits until something is so; the manager learns of the world by polls every ten seconds. On real nodes it may take longer than the rules say.</summary>
    public static async Task Until(this IStorageOperations site, Func<Task<bool>> isSo, double seconds = 300)
    {
        long start = site.Clock.GetTimestamp();
        while (!await isSo())
        {
            site.Clock.GetElapsedTime(start).TotalSeconds.ShouldBeLessThan(seconds + site.Slack.TotalSeconds);
            await site.Pass(1);
        }
    }

    /// <summary>Registers every server, and waits until the manager has set them up.</summary>
    public static async Task JoinAll(this IStorageOperations site)
    {
        await site.Manager.LogInAsync();
        string secret = await site.Manager.AddTokenAsync(site.Site.Servers.Count);
        foreach (SiteServer server in site.Site.Servers)
        {
            await site.RegisterAsync(server.Fqdn, secret);
        }

        await site.Until(async () =>
        {
            // What failed is not tried again: nothing is gained by waiting.
            (await site.Manager.ListAsync("command")).Select(command => command.Text("error")).ShouldAllBe(error => error.Length == 0);
            return (await site.Manager.ListAsync("host")).Count(host => host.Text("state") == "managed") == site.Site.Servers.Count;
        });
        await site.Until(async () => (await site.Manager.ListAsync("volume")).Count(volume => volume["volume_nodes"]!.AsArray().Count == site.Site.Servers.Count) == site.Site.Devices.Count);
    }

    /// <summary>Registers every server and creates file system <c>one</c>: a management target, a metadata target and the rest of the disks.</summary>
    public static async Task<IReadOnlyList<JsonNode>> CreateOne(this IStorageOperations site)
    {
        await site.JoinAll();
        string error = await site.Manager.WaitAsync(await site.Manager.SendAsync(HttpMethod.Post, "api/filesystem/", await site.Wanted("one")));
        error.ShouldBeEmpty();

        // On real nodes a report that was on its way may still tell of a target what it was before.
        await site.Until(async () => (await site.Targets()).All(target => target.Text("state") == "mounted"), seconds: 0);
        return await site.Targets();
    }

    public static async Task<JsonObject> Wanted(this IStorageOperations site, string name)
    {
        JsonObject[] volumes = [.. (await site.Manager.ListAsync("volume")).OrderBy(volume => volume.Text("label"), StringComparer.Ordinal).Select(volume => new JsonObject { ["volume_id"] = volume.Number("id") })];
        return new JsonObject { ["name"] = name, ["mgt"] = volumes[0], ["mdts"] = new JsonArray(volumes[1]), ["osts"] = new JsonArray([.. volumes[2..]]) };
    }

    public static Task<IReadOnlyList<JsonNode>> Targets(this IStorageOperations site) => site.Manager.ListAsync("target");

    public static async Task<JsonNode> Target(this IStorageOperations site, string name) => (await site.Targets()).Single(target => target.Text("name") == name);

    public static async Task<JsonNode> Host(this IStorageOperations site, string fqdn) => (await site.Manager.ListAsync("host")).Single(host => host.Text("fqdn") == fqdn);

    /// <summary>Has the manager do a job, and waits for its end.</summary>
    public static async Task<string> Do(this IStorageOperations site, string job, string key, int id) => await site.Manager.WaitAsync(await site.Manager.SendAsync(
        HttpMethod.Post,
        "api/command/",
        new JsonObject { ["message"] = job, ["jobs"] = new JsonArray(new JsonObject { ["class_name"] = job, ["args"] = new JsonObject { [key] = id } }) }));

    /// <summary>The short name of the server on which the manager takes a target to run; null: none.</summary>
    public static async Task<string?> KnownPlace(this IStorageOperations site, string name)
    {
        JsonNode? host = (await site.Target(name))["active_host"];
        return host is null ? null : (await site.Manager.ListAsync("host")).Single(item => item.Number("id") == host.GetValue<int>()).Text("nodename");
    }

    /// <summary>The first and the second server of a target, by their short names.</summary>
    public static async Task<(string First, string Second)> Pair(this IStorageOperations site, JsonNode target)
    {
        IReadOnlyList<JsonNode> hosts = await site.Manager.ListAsync("host");
        string NameOf(string field) => hosts.Single(host => host.Number("id") == target.Number(field)).Text("nodename");
        return (NameOf("primary_server"), NameOf("failover_server"));
    }

    public static string Text(this JsonNode node, string field) => node[field]!.GetValue<string>();

    public static int Number(this JsonNode node, string field) => node[field]!.GetValue<int>();

    /// <summary>What a call was refused for.</summary>
    public static async Task<string> Refused(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (ProviderException exception)
        {
            return exception.Problems[0].Found;
        }

        throw new ShouldAssertException("nothing was refused");
    }
}
