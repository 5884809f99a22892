using System.Security.Cryptography.X509Certificates;

namespace Kubernetes.Tests;

public sealed class KubeconfigTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_kubeconfig_supplies_the_client_certificate_and_the_certificate_authority()
    {
        using OwnAuthority authority = new();
        using X509Certificate2 own = authority.Sign("127.0.0.1", TimeProvider.System.GetUtcNow());
        using X509Certificate2 caller = authority.Sign("caller", TimeProvider.System.GetUtcNow());
        using X509Certificate2 trusted = X509Certificate2.CreateFromPem(authority.Pem);
        await using KubernetesServer server = await KubernetesServer.StartAsync(
            new KubernetesServerOptions { Certificate = own, ClientAuthority = trusted }
        );
        string key = caller.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        await File.WriteAllTextAsync(Path.Combine(_folder, "ca.pem"), authority.Pem);
        string file = Write(
            $$"""
            apiVersion: v1
            kind: Config
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u, namespace: kube-system} }]
            clusters: [{name: c, cluster: {server: "{{server.Address}}", certificate-authority: ca.pem} }]
            users:
              - name: u
                user: {client-certificate-data: {{Base64(caller.ExportCertificatePem())}}, client-key-data: {{Base64(key)}} }
              - name: nobody
                user: {}
            """
        );

        KubernetesClientOptions access = KubernetesClientOptions.FromKubeconfig(file);
        await using KubernetesProvider provider = new(new KubernetesOptions(access));
        await using KubernetesProvider nobody = new(new KubernetesOptions(access with { ClientCertificate = null }));
        await using KubernetesProvider stranger = new(
            new FastDelayClock().Of(new KubernetesOptions(access with { CertificateAuthorities = [] }))
        );

        access.Namespace.ShouldBe("kube-system");
        (await provider.ObserveAsync(null)).ShouldBeEmpty();
        (await Should.ThrowAsync<ProviderException>(() => nobody.ObserveAsync(null)))
            .Problems.Single()
            .Code.ShouldBe(ProblemCode.AuthenticationFailed);
        ProviderException untrusted = await Should.ThrowAsync<ProviderException>(() => stranger.ObserveAsync(null));
        (untrusted.IsTransient, untrusted.Problems.Single().Code.Id).ShouldBe((false, "SW4502"));
        untrusted.Problems.Single().Message.ShouldContain("certificate");
        untrusted.Problems.Single().Advice.ShouldContain("certificate-authority of the kubeconfig file");
    }

    [Fact]
    public void All_unsupported_settings_of_a_kubeconfig_are_reported_with_their_positions()
    {
        string file = Write(
            """
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "ftp://there"}}]
            users:
              - name: u
                user: {exec: {command: aws, apiVersion: client.authentication.k8s.io/v1alpha1} }
            """
        );

        ProviderException failure = Should.Throw<ProviderException>(() => KubernetesClientOptions.FromKubeconfig(file));

        failure
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([
                $"{file}:3:31: server 'ftp://there' is not an HTTP or HTTPS URL; name one, as https://10.0.0.1:6443",
                $"{file}:6:18: 'exec' of a user has no command, or an apiVersion that is not supported; give it a command and the apiVersion client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1",
            ]);
    }

    [Fact]
    public void All_invalid_addresses_files_and_users_of_a_kubeconfig_are_reported_together()
    {
        string file = Write(
            """
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u}}]
            clusters:
              - name: c
                cluster: {server: "ftp://there", proxy-url: "ftp://proxy", certificate-authority: no-such.pem}
            users:
              - name: u
                user: {auth-provider: {name: x}, client-certificate-data: "!", client-key: no-such.key}
            """
        );

        ProviderException failure = Should.Throw<ProviderException>(() => KubernetesClientOptions.FromKubeconfig(file));

        failure
            .Problems.Select(problem => $"{problem.Position.Line}: {problem.Message.Split(':')[0]}")
            .ShouldBe([
                "5: server 'ftp",
                "5: proxy-url 'ftp",
                "5: certificate-authority cannot be read",
                "8: 'auth-provider' of a user is not understood",
                "8: client-certificate cannot be read",
                "8: client-key cannot be read",
            ]);
    }

    [Fact]
    public void A_missing_cluster_and_a_missing_user_are_both_reported_at_their_references()
    {
        string file = Write(
            """
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u}}]
            clusters: [{name: d, cluster: {server: "https://10.0.0.1:6443"}}]
            """
        );

        ProviderException failure = Should.Throw<ProviderException>(() => KubernetesClientOptions.FromKubeconfig(file));

        failure
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([$"{file}:2:34: there is no cluster 'c'; use one of d", $"{file}:2:34: there is no user 'u'; add users"]);
    }

    [Fact]
    public void A_missing_context_is_reported_with_the_existing_ones()
    {
        string file = Write("contexts: [{name: here, context: {}}, {name: there, context: {}}]");

        ProviderException failure = Should.Throw<ProviderException>(() => KubernetesClientOptions.FromKubeconfig(file, "elsewhere"));

        failure.Problems.Single().ToString().ShouldEndWith("there is no context 'elsewhere'; use one of here, there");
    }

    [Fact]
    public async Task The_first_of_several_kubeconfigs_that_defines_an_entry_is_used()
    {
        using OwnAuthority authority = new();
        using X509Certificate2 own = authority.Sign("cluster.example", TimeProvider.System.GetUtcNow());
        await using KubernetesServer server = await KubernetesServer.StartAsync(
            new KubernetesServerOptions { Certificate = own, Token = "right" }
        );
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "sub", "ca.pem"), authority.Pem);
        string first = Write(
            $$"""
            current-context: here
            clusters: [{name: c, cluster: {server: "{{server.Address}}", certificate-authority: sub/ca.pem, tls-server-name: cluster.example} }]
            users: [{name: u, user: {token: right} }]
            """
        );
        string second = Write(
            """
            current-context: there
            contexts: [{name: here, context: {cluster: c, user: u, namespace: kube-system}}]
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: u, user: {token: wrong}}]
            """,
            "second"
        );

        KubernetesClientOptions access = KubernetesClientOptions.FromKubeconfig(
            string.Join(Path.PathSeparator, first, Path.Combine(_folder, "missing"), second)
        );
        await using KubernetesProvider provider = new(new KubernetesOptions(access));
        await using KubernetesProvider stranger = new(new FastDelayClock().Of(new KubernetesOptions(access with { TlsServerName = "" })));

        (access.Namespace, access.Token, access.TlsServerName).ShouldBe(("kube-system", "right", "cluster.example"));
        (await provider.ObserveAsync(null)).ShouldBeEmpty();
        (await Should.ThrowAsync<ProviderException>(() => stranger.ObserveAsync(null)))
            .Problems.Single()
            .Message.ShouldContain("certificate");
    }

    [Fact]
    public async Task A_proxy_receives_the_credentials_of_its_URL()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        // RFC 7617, encoded by hand: ann:s3:cr@t
        server.Faults.Add(
            new Fault(FaultKind.Answer, request => IsStranger(request, "Basic YW5uOnMzOmNyQHQ=")) { Status = 407, Times = 100 }
        );
        UriBuilder proxy = new(server.Address) { UserName = "ann", Password = "s3:cr%40t" };
        await using KubernetesProvider provider = new(
            new KubernetesOptions(new KubernetesClientOptions(new Uri("http://cluster.invalid:6443")) { Proxy = proxy.Uri })
        );

        (await provider.ObserveAsync(null)).ShouldBeEmpty();

        static bool IsStranger(Microsoft.AspNetCore.Http.HttpRequest request, string credentials)
        {
            request.HttpContext.Response.Headers.ProxyAuthenticate = "Basic realm=\"proxy\"";
            return request.Headers.ProxyAuthorization != credentials;
        }
    }

    [Fact]
    public async Task Requests_are_sent_through_the_proxy_of_the_kubeconfig()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        string file = Write(
            $$"""
            current-context: here
            contexts: [{name: here, context: {cluster: c} }]
            clusters: [{name: c, cluster: {server: "http://cluster.invalid:6443", proxy-url: "{{server.Address}}"} }]
            """
        );

        await using KubernetesProvider provider = new(new KubernetesOptions(KubernetesClientOptions.FromKubeconfig(file)));

        (await provider.ObserveAsync(null)).ShouldBeEmpty();
        server.Faults.Seen.Count.ShouldBe(1);
    }

    [Theory, InlineData("ftp://there"), InlineData("ftp://ann:s3cr3t@there")]
    public void An_invalid_proxy_is_reported_without_its_password(string proxy)
    {
        string file = Write(
            $$"""
            current-context: here
            contexts: [{name: here, context: {cluster: c} }]
            clusters: [{name: c, cluster: {server: "https://10.0.0.1:6443", proxy-url: "{{proxy}}"} }]
            """
        );

        Should
            .Throw<ProviderException>(() => KubernetesClientOptions.FromKubeconfig(file))
            .Problems.Single()
            .Message.ShouldBe("proxy-url 'ftp://there' is not an address of a proxy");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private string Write(string text, string name = "config")
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
