namespace Kubernetes.Tests;

/// <summary>Plain scalars in fields of a kubeconfig. Expected values are those of kubectl, in <c>kubectl-scalars.txt</c>.</summary>
public sealed class KubeconfigScalarTests : IDisposable
{
    private const string Server = "server: 'https://127.0.0.1:1'";

    private static readonly (string Plain, JsonNode? Value)[] Scalars =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "kubectl-scalars.txt"))
            .Skip(1)
            .Select(line => line.Split(' '))
            .Select(parts => (parts[0], JsonNode.Parse(parts[1]))),
    ];

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_text_field_has_the_value_that_kubectl_reads() =>
        Differences(
                plain => Read(Server, $"token: {plain}")?.Token,
                value =>
                    value switch
                    {
                        null => "",
                        _ when value.GetValueKind() == JsonValueKind.String => (string)value!,
                        _ => null,
                    }
            )
            .ShouldBeEmpty();

    [Fact]
    public void A_Boolean_field_has_the_value_that_kubectl_reads() =>
        Differences(
                plain => Read($"{Server}\n    insecure-skip-tls-verify: {plain}", "token: t")?.SkipTlsVerify.ToString(),
                value =>
                    value switch
                    {
                        null => "False",
                        _ when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>().ToString(),
                        _ => null,
                    }
            )
            .ShouldBeEmpty();

    [MachineFact("kubectl")]
    public async Task Kubectl_reads_the_scalars_as_expected()
    {
        string items = string.Concat(Scalars.Select(scalar => $"    - {scalar.Plain}\n"));
        await File.WriteAllTextAsync(_path, $"apiVersion: v1\nkind: Config\nextensions:\n- name: e\n  extension:\n    a:\n{items}");

        using Process process = Process.Start(
            new ProcessStartInfo("kubectl", ["--kubeconfig", _path, "config", "view", "--raw", "-o", "json"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        JsonArray actual = JsonNode.Parse(output)!["extensions"]![0]!["extension"]!["a"]!.AsArray();
        actual
            .Zip(Scalars, (value, scalar) => (scalar.Plain, Text(value)))
            .ShouldBe(Scalars.Select(scalar => (scalar.Plain, Text(scalar.Value))));
    }

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";

    /// <param name="read">Returns the value of a field with a scalar; null if the file is refused.</param>
    /// <param name="expect">Returns the expected value of the field; null if the file must be refused.</param>
    private static string[] Differences(Func<string, string?> read, Func<JsonNode?, string?> expect) =>
        [
            .. Scalars
                .Select(scalar => (scalar.Plain, Actual: read(scalar.Plain), Expected: expect(scalar.Value)))
                .Where(row => row.Actual != row.Expected)
                .Select(row => $"{row.Plain}: {row.Actual ?? "refused"}, not {row.Expected ?? "refused"}"),
        ];

    private KubernetesClientOptions? Read(string cluster, string user)
    {
        File.WriteAllText(
            _path,
            $"""
            current-context: x
            contexts: [{"{name: x, context: {cluster: c, user: u}}"}]
            clusters:
            - name: c
              cluster:
                {cluster}
            users:
            - name: u
              user:
                {user}
            """
        );
        try
        {
            return KubernetesClientOptions.FromKubeconfig(_path);
        }
        catch (ProviderException)
        {
            return null;
        }
    }
}
