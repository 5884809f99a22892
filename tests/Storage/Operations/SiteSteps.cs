namespace Storage.Operations.Tests;

internal static class SiteSteps
{
    public const string First = "test000.localdomain";

    /// <summary>The management target of file system <c>one</c> is on the first two servers.</summary>
    public const string Mount = "10.0.0.1@tcp0:10.0.0.0@tcp0:/one";

    public static Task Pass(this IStorageOperations site, double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), site.Clock);

    /// <summary>The manager polls every ten seconds. On real nodes, it may take longer than the rules allow.</summary>
    public static async Task Until(this IStorageOperations site, Func<Task<bool>> isSo, double seconds = 300)
    {
        long start = site.Clock.GetTimestamp();
        while (!await isSo())
        {
            site.Clock.GetElapsedTime(start).TotalSeconds.ShouldBeLessThan(seconds + site.TimeTolerance.TotalSeconds);
            await site.Pass(1);
        }
    }

    /// <summary>Waits until the manager has set the servers up.</summary>
    public static async Task JoinAll(this IStorageOperations site)
    {
        await site.Manager.LogInAsync();
        string secret = await site.Manager.CreateRegistrationTokenAsync(site.Site.Servers.Count);
        foreach (SiteServer server in site.Site.Servers)
        {
            await site.RegisterAsync(server.Fqdn, secret);
        }

        await site.Until(async () =>
        {
            // Failed commands are not retried, so waiting would be useless.
            (await site.Manager.ListAsync("command")).Select(command => command.Text("error")).ShouldAllBe(error => error.Length == 0);
            return (await site.Manager.ListAsync("host")).Count(host => host.Text("state") == "managed") == site.Site.Servers.Count;
        });
        await site.Until(async () =>
            (await site.Manager.ListAsync("volume")).Count(volume => volume["volume_nodes"]!.AsArray().Count == site.Site.Servers.Count)
            == site.Site.Devices.Count
        );
    }

    /// <summary>The file system <c>one</c> has a management target, a metadata target and all other disks.</summary>
    public static async Task<IReadOnlyList<JsonNode>> CreateOne(this IStorageOperations site)
    {
        await site.JoinAll();
        string error = await site.Manager.WaitForCommandAsync(
            await site.Manager.SendAsync(HttpMethod.Post, "api/filesystem/", await site.Wanted("one"))
        );
        error.ShouldBeEmpty();

        // On real nodes, a report in transit may still contain the previous state of a target.
        await site.Until(async () => (await site.Targets()).All(target => target.Text("state") == "mounted"), seconds: 0);
        return await site.Targets();
    }

    public static async Task<JsonObject> Wanted(this IStorageOperations site, string name)
    {
        JsonObject[] volumes =
        [
            .. (await site.Manager.ListAsync("volume"))
                .OrderBy(volume => volume.Text("label"), StringComparer.Ordinal)
                .Select(volume => new JsonObject { ["volume_id"] = volume.Number("id") }),
        ];
        return new JsonObject
        {
            ["name"] = name,
            ["mgt"] = volumes[0],
            ["mdts"] = new JsonArray(volumes[1]),
            ["osts"] = new JsonArray([.. volumes[2..]]),
        };
    }

    public static Task<IReadOnlyList<JsonNode>> Targets(this IStorageOperations site) => site.Manager.ListAsync("target");

    public static async Task<JsonNode> Target(this IStorageOperations site, string name) =>
        (await site.Targets()).Single(target => target.Text("name") == name);

    public static async Task<JsonNode> Host(this IStorageOperations site, string fqdn) =>
        (await site.Manager.ListAsync("host")).Single(host => host.Text("fqdn") == fqdn);

    public static async Task<string> Do(this IStorageOperations site, string job, string key, int id) =>
        await site.Manager.WaitForCommandAsync(
            await site.Manager.SendAsync(
                HttpMethod.Post,
                "api/command/",
                new JsonObject
                {
                    ["message"] = job,
                    ["jobs"] = new JsonArray(
                        new JsonObject
                        {
                            ["class_name"] = job,
                            ["args"] = new JsonObject { [key] = id },
                        }
                    ),
                }
            )
        );

    /// <summary>The short name of the server that runs a target according to the manager.</summary>
    public static async Task<string?> KnownPlace(this IStorageOperations site, string name)
    {
        JsonNode? host = (await site.Target(name))["active_host"];
        return host is null
            ? null
            : (await site.Manager.ListAsync("host")).Single(item => item.Number("id") == host.GetValue<int>()).Text("nodename");
    }

    /// <summary>Short names of both servers of a target.</summary>
    public static async Task<(string First, string Second)> Pair(this IStorageOperations site, JsonNode target)
    {
        IReadOnlyList<JsonNode> hosts = await site.Manager.ListAsync("host");
        string NameOf(string field) => hosts.Single(host => host.Number("id") == target.Number(field)).Text("nodename");
        return (NameOf("primary_server"), NameOf("failover_server"));
    }

    public static string Text(this JsonNode node, string field) => node[field]!.GetValue<string>();

    public static int Number(this JsonNode node, string field) => node[field]!.GetValue<int>();

    public static async Task<string> Refused(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (ScalewrightException exception)
        {
            return exception.Problems[0].Message;
        }

        throw new ShouldAssertException("nothing was refused");
    }
}
