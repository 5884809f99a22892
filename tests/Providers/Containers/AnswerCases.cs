namespace Containers.Tests;

/// <summary>Requests that fail, sent to an engine as they are.</summary>
internal static class AnswerCases
{
    private const string Network = """{"Name":"case-net","CheckDuplicate":true,"IPAM":{"Config":[{"Subnet":"10.210.0.0/24"}]}}""";

    public static async Task<List<Answer>> RunAsync(ContainerLab lab)
    {
        List<Answer> answers = [];

        async Task RecordAsync(string request, HttpMethod method, string path, string body = "")
        {
            (int status, string text) = await lab.SendAsync(method, path, body);
            answers.Add(new Answer(request, status, text.ReplaceLineEndings(" ").Replace('\t', ' ')));
        }

        async Task DoAsync(HttpMethod method, string path, string body = "")
        {
            (int status, string text) = await lab.SendAsync(method, path, body);
            status.ShouldBeLessThan(400, $"{method} {path}: {text}");
        }

        await DoAsync(HttpMethod.Post, "networks/create", Network);
        await DoAsync(HttpMethod.Post, "networks/create", """{"Name":"case-other","IPAM":{"Config":[{"Subnet":"10.211.0.0/24"}]}}""");
        await DoAsync(HttpMethod.Post, "containers/create?name=case-a", Container("10.210.0.10"));
        await DoAsync(HttpMethod.Post, "containers/create?name=case-b", Container("10.210.0.11"));
        await DoAsync(HttpMethod.Post, "containers/case-a/start");
        try
        {
            await RecordAsync(
                "create a container with a taken name",
                HttpMethod.Post,
                "containers/create?name=case-a",
                Container("10.210.0.12")
            );
            await RecordAsync(
                "create a container of a missing image",
                HttpMethod.Post,
                "containers/create?name=case-c",
                """{"Image":"localhost/missing:1","Cmd":["true"]}"""
            );
            await RecordAsync("inspect a missing container", HttpMethod.Get, "containers/case-missing/json");
            await RecordAsync("start a missing container", HttpMethod.Post, "containers/case-missing/start");
            await RecordAsync("remove a missing container", HttpMethod.Delete, "containers/case-missing?force=1");
            await RecordAsync("start a running container", HttpMethod.Post, "containers/case-a/start");
            await RecordAsync("unpause a running container", HttpMethod.Post, "containers/case-a/unpause");
            await RecordAsync("read a missing file", HttpMethod.Get, "containers/case-a/archive?path=/missing");
            await RecordAsync("rename to a taken name", HttpMethod.Post, "containers/case-a/rename?name=case-b");
            await RecordAsync("rename to the own name", HttpMethod.Post, "containers/case-a/rename?name=case-a");
            await RecordAsync("rename a missing container", HttpMethod.Post, "containers/case-missing/rename?name=case-c");
            await RecordAsync("pause a stopped container", HttpMethod.Post, "containers/case-b/pause");
            await RecordAsync("start a program in a stopped container", HttpMethod.Post, "containers/case-b/exec", """{"Cmd":["true"]}""");
            await RecordAsync(
                "create a network with a taken name",
                HttpMethod.Post,
                "networks/create",
                Network.Replace("10.210", "10.212", StringComparison.Ordinal)
            );
            await RecordAsync(
                "create a network with an overlapping subnet",
                HttpMethod.Post,
                "networks/create",
                Network.Replace("case-net", "case-third", StringComparison.Ordinal)
            );
            await RecordAsync("remove a network in use", HttpMethod.Delete, "networks/case-net");
            await RecordAsync("remove a missing network", HttpMethod.Delete, "networks/case-missing");
            await RecordAsync("connect a connected container", HttpMethod.Post, "networks/case-net/connect", """{"Container":"case-a"}""");
            await RecordAsync(
                "disconnect a container that is not connected",
                HttpMethod.Post,
                "networks/case-other/disconnect",
                """{"Container":"case-a"}"""
            );
            await DoAsync(HttpMethod.Post, "containers/create?name=case-d", Container("10.210.0.10"));
            await RecordAsync("start a container with a taken address", HttpMethod.Post, "containers/case-d/start");
            await DoAsync(HttpMethod.Post, "containers/case-a/pause");
            await RecordAsync("pause a paused container", HttpMethod.Post, "containers/case-a/pause");
            await RecordAsync("start a program in a paused container", HttpMethod.Post, "containers/case-a/exec", """{"Cmd":["true"]}""");
            await RecordAsync("stop a paused container", HttpMethod.Post, "containers/case-a/stop");
        }
        finally
        {
            foreach (string container in new[] { "case-a", "case-b", "case-c", "case-d" })
            {
                await lab.SendAsync(HttpMethod.Delete, $"containers/{container}?force=1&v=1");
            }

            await lab.SendAsync(HttpMethod.Delete, "networks/case-net");
            await lab.SendAsync(HttpMethod.Delete, "networks/case-other");
        }

        return answers;
    }

    private static string Container(string address) =>
        $$"""
            {"Image":"{{ContainerLab.Image}}","Cmd":["sleep","1000"],"StopTimeout":0,"HostConfig":{"NetworkMode":"case-net"},
            "NetworkingConfig": {"EndpointsConfig": {"case-net": {"IPAMConfig": {"IPv4Address": "{{address}}"} } } } }
            """;

    /// <summary>Status and body of the answer to a request.</summary>
    public sealed record Answer(string Request, int Status, string Body);
}
