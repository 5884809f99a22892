using System.Security.Cryptography.X509Certificates;

namespace Kubernetes.Tests;

/// <summary>
/// Forms of kubeconfig files. Expected is what kubectl 1.32 sends: the value of the header Authorization, empty for none, or nothing
/// where it refuses the file. <see cref="Kubectl_reads_the_files_as_expected"/> compares the table with the kubectl of this machine.
/// </summary>
public sealed class KubeconfigFormTests : IAsyncLifetime, IDisposable
{
    private const string Refused = "refused";
    private const string Tls = "{server: $TLS, certificate-authority: ca.pem}";
    private const string Exec = "apiVersion: client.authentication.k8s.io/v1, command: ./login";
    private const string Head = "apiVersion: v1\nkind: Config\n";
    private const string Current = "current-context: x\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig").FullName;
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly OwnAuthority _authority = new();
    private X509Certificate2? _certificate;
    private KubernetesServer? _server;
    private KubernetesServer? _plain;

    public static TheoryData<string, string> Forms { get; } = All();

    public async Task InitializeAsync()
    {
        _certificate = _authority.Sign("127.0.0.1", TimeProvider.System.GetUtcNow());
        _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Certificate = _certificate });
        _plain = await KubernetesServer.StartAsync();
        foreach (KubernetesServer server in new[] { _server, _plain })
        {
            server.Faults.Add(new Fault(FaultKind.Answer, Record) { Times = int.MaxValue });
        }

        await File.WriteAllTextAsync(At("ca.pem"), _authority.Pem);
        await File.WriteAllTextAsync(At("token"), "file\n");
        await File.WriteAllTextAsync(At("empty"), "");
        await File.WriteAllTextAsync(At("blank"), " \n");
        await File.WriteAllTextAsync(
            At("login"),
            """
            #!/bin/sh
            printf '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "login%s%s%s"}}' "$1" "$2" "$E"
            """
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(At("login"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose()
    {
        _certificate?.Dispose();
        _authority.Dispose();
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _plain!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task A_kubeconfig_is_read_as_kubectl_reads_it(string form, string expected)
    {
        string path = Write(form);

        KubernetesClientOptions? access = null;
        try
        {
            access = KubernetesClientOptions.FromKubeconfig(path);
        }
        catch (ProviderException failure)
        {
            failure.Problems.ShouldAllBe(problem => problem.Source == path && problem.Position.Line > 0);
        }

        if (access is not null)
        {
            await using KubernetesProvider provider = new(new KubernetesOptions(access));
            await provider.ObserveAsync(null);
        }

        (access is null ? Refused : _seen.First()).ShouldBe(expected);
    }

    // kubectl asks for a username and a password.
    [
        Theory,
        InlineData("token: ~"),
        InlineData("token: Null"),
        InlineData("token: ''"),
        InlineData("token: ~, tokenFile: ''"),
        InlineData("exec: ~")
    ]
    public async Task A_user_without_credentials_sends_none(string user)
    {
        await using KubernetesProvider provider = new(new KubernetesOptions(KubernetesClientOptions.FromKubeconfig(Write(Form(user)))));

        await provider.ObserveAsync(null);

        _seen.First().ShouldBe("");
    }

    [Theory, InlineData("empty"), InlineData("blank"), InlineData("missing")]
    public async Task A_file_without_a_token_is_reported(string file)
    {
        await using KubernetesProvider provider = new(
            new KubernetesOptions(KubernetesClientOptions.FromKubeconfig(Write(Form($"tokenFile: {file}"))))
        );

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        failure.Message.ShouldContain(At(file));
        _seen.ShouldBeEmpty();
    }

    [MachineFact("kubectl")]
    public async Task Kubectl_reads_the_files_as_expected()
    {
        List<string> differences = [];
        foreach (object[] row in Forms)
        {
            _seen.Clear();
            string path = Write((string)row[0]);
            using Process process = Process.Start(
                new ProcessStartInfo("kubectl", ["--kubeconfig", path, "get", "--raw", "/api/v1/pods"])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = await process.StandardError.ReadToEndAsync();
            await output;
            await process.WaitForExitAsync();
            string actual = process.ExitCode == 0 ? _seen.First() : Refused;
            if (actual != (string)row[1])
            {
                differences.Add($"{actual}: {error}\n{row[0]}");
            }
        }

        differences.ShouldBeEmpty();
    }

    private static TheoryData<string, string> All()
    {
        TheoryData<string, string> all = [];
        // A number or a boolean of go-yaml is not a text.
        foreach (
            string token in (string[])
                [
                    "0123456",
                    "0x10",
                    "1.50",
                    ".5",
                    "+1",
                    "1_000",
                    "-0",
                    "0b11",
                    "true",
                    "yes",
                    "on",
                    "No",
                    "1e3",
                    "1e+3",
                    "1.5e3",
                    "12e03",
                    "0o17",
                    "08",
                    "-.5",
                    "y",
                    "n",
                    ".inf",
                    "-.Inf",
                    ".NaN",
                    "!!float 1",
                    "!!int '3'",
                    "!!int 1.0",
                    "!!bool 'yes'",
                    "@a",
                    "[a]",
                    "{a: b}",
                ]
        )
        {
            all.Add(Form($"token: {token}"), Refused);
        }

        foreach (
            (string token, string sent) in (ReadOnlySpan<(string, string)>)
                [
                    ("'0123'", "0123"),
                    ("\"yes\"", "yes"),
                    ("2026-01-01", "2026-01-01"),
                    ("!!str 12", "12"),
                    ("a b", "a b"),
                    ("1:30", "1:30"),
                    ("190:20:30", "190:20:30"),
                    ("=", "="),
                    ("<<", "<<"),
                    ("1e400", "1e400"),
                    ("-.nan", "-.nan"),
                    ("! 12", "12"),
                    ("!!str 1e3", "1e3"),
                    ("!!timestamp 2001-01-01", "2001-01-01"),
                ]
        )
        {
            all.Add(Form($"token: {token}"), $"Bearer {sent}");
        }

        all.Add(Form("token: t, tokenFile: token"), "Bearer file");
        all.Add(Form("token: t, tokenFile: missing"), "Bearer t");
        foreach (string file in (string[])["empty", "blank", "''", "~"])
        {
            all.Add(Form($"token: t, tokenFile: {file}"), "Bearer t");
        }

        all.Add(Form("token: t, tokenFile: 12"), Refused);
        all.Add(Form("tokenFile: token"), "Bearer file");
        all.Add(Form("token: ~, tokenFile: token"), "Bearer file");
        all.Add(Form("token: a, token: b"), "Bearer b");

        // The types of all fields are checked, also of those that are not used.
        foreach (
            string field in (string[])
                [
                    "client-key: y",
                    "client-certificate-data: 12",
                    "password: 1e3",
                    "extensions: 1",
                    "extensions: [{name: 1}]",
                    "as-user-extra: {a: [1]}",
                    "auth-provider: x",
                ]
        )
        {
            all.Add(Form($"token: t, {field}"), Refused);
        }

        foreach (string field in (string[])["exec: ~", "client-certificate-data: ~", "password: ''", "foo: 1e3", "TOKEN: 12"])
        {
            all.Add(Form($"token: t, {field}"), "Bearer t");
        }

        foreach (
            string tail in (string[])
                [
                    "- {name: v, user: {token: 1e3}}",
                    "- {name: 1, user: {}}",
                    "- x",
                    "- {name: v, user: x}",
                    "preferences: y",
                    "preferences: {colors: 1}",
                    "extensions: x",
                    "extensions: [{name: 1}]",
                ]
        )
        {
            all.Add(Form("token: t", tail: $"{tail}\n"), Refused);
        }

        foreach (string tail in (string[])["- ~", "preferences: {colors: y}", "extensions: [{name: e, extension: 1e3}]"])
        {
            all.Add(Form("token: t", tail: $"{tail}\n"), "Bearer t");
        }

        all.Add(Form("token: t, password: p"), Refused);
        all.Add(Form("token: t, as-groups: [g]"), Refused);
        all.Add(Form("token: t, as-uid: '1'"), Refused);
        all.Add(Form("auth-provider: {name: x}"), Refused);
        all.Add(Form("token: t, username: '', as: '', as-groups: [], auth-provider: ~"), "Bearer t");
        all.Add(Form("client-certificate: ca.pem"), Refused);

        foreach (string mode in (string[])[", interactiveMode: Never", ", interactiveMode: IfAvailable"])
        {
            all.Add(Form($"exec: {{{Exec}{mode}}}"), "Bearer login");
        }

        foreach (string mode in (string[])["", ", interactiveMode: Always", ", interactiveMode: never"])
        {
            all.Add(Form($"exec: {{{Exec}{mode}}}"), Refused);
        }

        all.Add(Form($"exec: {{{Exec}, interactiveMode: Never, args: [a, '1'], env: [{{name: E, value: e}}]}}"), "Bearer logina1e");
        all.Add(Form($"exec: {{{Exec}, interactiveMode: Never, args: ~, env: ~}}"), "Bearer login");
        all.Add(Form($"exec: {{{Exec}, interactiveMode: Never, env: [{{name: E}}]}}"), "Bearer login");
        all.Add(Form($"exec: {{{Exec}, interactiveMode: Never, args: [1]}}"), Refused);
        all.Add(Form($"exec: {{{Exec}, interactiveMode: Never, args: a}}"), Refused);
        all.Add(Form($"exec: {{{Exec}, interactiveMode: Never, env: [{{value: e}}]}}"), Refused);
        all.Add(Form($"exec: {{{Exec}, interactiveMode: Never, provideClusterInfo: 'true'}}"), Refused);
        all.Add(Form("exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}"), Refused);
        all.Add(Form("exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: ./login, interactiveMode: Never}"), Refused);
        all.Add(Form($"token: t, exec: {{{Exec}, interactiveMode: Never}}"), "Bearer t");

        foreach (string value in (string[])["true", "True", "TRUE", "yes", "on", "y", "Y", "!!bool 'y'"])
        {
            all.Add(Form("token: t", $"{{server: $TLS, insecure-skip-tls-verify: {value}}}"), "Bearer t");
        }

        foreach (string value in (string[])["'true'", "1", "0", "1e3", "t", "oN", "''", "[]"])
        {
            all.Add(Form("token: t", $"{{server: $TLS, insecure-skip-tls-verify: {value}}}"), Refused);
        }

        all.Add(Form("token: t", "{server: $TLS, certificate-authority: ca.pem, insecure-skip-tls-verify: true}"), Refused);
        all.Add(Form("token: t", "{server: $TLS, certificate-authority: ca.pem, certificate-authority-data: ''}"), "Bearer t");
        all.Add(Form("token: t", "{server: $TLS, certificate-authority-data: Z2FyYmFnZQ==}"), Refused);
        all.Add(Form("token: t", "{server: $TLS, certificate-authority-data: '*'}"), Refused);
        all.Add(Form("token: t", "{server: $TLS, certificate-authority-data: \"$HEAD$REST\"}"), "Bearer t");
        all.Add(Form("token: t", "{server: $TLS, certificate-authority-data: \"$HEAD\\n$REST\"}"), "Bearer t");
        all.Add(Form("token: t", "{server: $TLS, certificate-authority-data: \"$HEAD $REST\"}"), Refused);
        all.Add(Form("token: t", "{server: $TLS, certificate-authority-data: \"$HEAD\\t$REST\"}"), Refused);
        all.Add(Form("token: t", "{server: $TLS, certificate-authority-data: 12}"), Refused);
        all.Add(Form("token: t", "{server: $TLS, certificate-authority: ca.pem, disable-compression: y}"), "Bearer t");
        all.Add(Form("token: t", "{server: $TLS, certificate-authority: ca.pem, disable-compression: 'true'}"), Refused);
        all.Add(Form("token: t", "{server: $TLS, certificate-authority: missing.pem}"), Refused);
        all.Add(Form("token: t", "{server: $TLS/, certificate-authority: ca.pem, extensions: [{name: e, extension: {a: 1}}]}"), "Bearer t");

        // Without TLS, it sends no credentials.
        all.Add(Form("token: t", "{server: $PLAIN}"), "");
        all.Add(Form("tokenFile: token", "{server: $PLAINHOST}"), "");
        all.Add(Form("token: t", "{server: $PLAINHOST/k8s}"), Refused);
        all.Add(Form("token: t", "{server: 12}"), Refused);
        all.Add(Form("token: t", $"{{server: $PLAIN, proxy-url: 'ftp://there'}}"), Refused);
        all.Add(Form("token: t", $"{{server: $PLAIN, proxy-url: '127.0.0.1:1'}}"), Refused);

        all.Add(Form("token: t", context: "cluster: c, user: u, namespace: ~"), "Bearer t");
        all.Add(Form("token: t", context: "cluster: c, user: u, namespace: 007"), Refused);
        all.Add(Form("token: t", context: "cluster: c, user: u, namespace: yes"), Refused);
        all.Add(Form("token: t", context: "cluster: c, user: u, namespace: 1e3"), Refused);
        all.Add(Form("token: t", context: "cluster: c, user: u, namespace: 1:30"), "Bearer t");
        all.Add(Form("token: t", context: "cluster: c, user: u, extensions: 1"), Refused);
        all.Add(Form("token: t", head: ""), "Bearer t");
        all.Add(Form("token: t", head: "---\n" + Head), "Bearer t");
        all.Add(Form("token: t", head: "\uFEFF" + Head), "Bearer t");
        all.Add(Form("token: t", head: "apiVersion: v1\nkind: Pod\n"), Refused);
        all.Add(Form("token: t", head: "apiVersion: v2\nkind: Config\n"), Refused);
        all.Add(Form("token: t", current: "current-context: 1\n"), Refused);
        all.Add(Form("token: t", tail: "preferences: {colors: true}\nfoo: bar\n"), "Bearer t");
        all.Add(Form("token: t", tail: "- {name: u, user: {token: s}}\n"), Refused);
        all.Add(Form("token: t", tail: "- {name: v, user: {token: s}}\n"), "Bearer t");
        all.Add(Form("token: t").Replace("\n", "\r\n", StringComparison.Ordinal), "Bearer t");
        all.Add(Head + Current + "contexts: {x: {cluster: c, user: u}}\nclusters: []\nusers: []\n", Refused);
        all.Add("- a\n", Refused);
        return all;
    }

    private static string Form(
        string user,
        string cluster = Tls,
        string context = "cluster: c, user: u",
        string head = Head,
        string current = Current,
        string tail = ""
    ) =>
        $"{head}{current}contexts: [{{name: x, context: {{{context}}}}}]\nclusters: [{{name: c, cluster: {cluster}}}]\nusers:\n- {{name: u, user: {{{user}}}}}\n{tail}";

    private bool Record(Microsoft.AspNetCore.Http.HttpRequest request)
    {
        if (request.Path.Value!.EndsWith("/pods", StringComparison.Ordinal))
        {
            _seen.Enqueue(request.Headers.Authorization.ToString());
        }

        return false;
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Write(string form)
    {
        string data = Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority.Pem));
        string text = form.Replace("$PLAINHOST", _plain!.Address.Authority, StringComparison.Ordinal)
            .Replace("$TLS", $"https://{_server!.Address.Authority}", StringComparison.Ordinal)
            .Replace("$HEAD", data[..20], StringComparison.Ordinal)
            .Replace("$REST", data[20..], StringComparison.Ordinal)
            .Replace("$PLAIN", $"http://{_plain.Address.Authority}", StringComparison.Ordinal);
        File.WriteAllText(At("config"), text);
        return At("config");
    }
}
