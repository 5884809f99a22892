using System.Security.Cryptography.X509Certificates;

namespace AutoScaling.Tests;

/// <summary>TLS between the tutorial and the service.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Key = "AKTUTORIAL";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scalewright-tls-");

    private string Authority => Path.Combine(_folder.FullName, "ca.pem");

    private string Other => Path.Combine(_folder.FullName, "other.pem");

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_client_that_trusts_the_certificate_runs_the_tutorial()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key, "--tls", "--ca", Authority);

        (int exit, string output, string errors) = await ServedTutorial.RunAsync(Key, "--url", service.Url, "--ca", Authority);

        service.Url.ShouldStartWith("https://127.0.0.1:");
        (exit, errors).ShouldBe((0, ""));
        output.Trim().ShouldBe(await ServedTutorial.PublishedAsync("first"));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_client_that_does_not_trust_the_certificate_fails_and_changes_nothing()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key, "--tls", "--ca", Authority);
        await using ServedTutorial another = await ServedTutorial.StartAsync(Key, "--tls", "--ca", Other);

        (int withOther, string outputWithOther, string errors) = await ServedTutorial.RunAsync(Key, "--url", service.Url, "--ca", Other);
        (int withNone, string outputWithNone, _) = await ServedTutorial.RunAsync(Key, "--url", service.Url);
        (int plain, _, _) = await ServedTutorial.RunAsync(Key, "--url", service.Url.Replace("https", "http", StringComparison.Ordinal));

        (withOther, withNone, plain).ShouldBe((1, 1, 1));
        (outputWithOther + outputWithNone).ShouldBeEmpty();
        errors.ShouldContain("the connection to ");
        (await ServedTutorial.RunAsync(Key, "--url", service.Url, "--ca", Authority))
            .Output.Trim()
            .ShouldBe(await ServedTutorial.PublishedAsync("first"));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_insecure_option_skips_verification_with_a_warning()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key, "--tls", "--ca", Authority);

        (int exit, string output, string errors) = await ServedTutorial.RunAsync(Key, "--url", service.Url, "--insecure");

        exit.ShouldBe(0);
        errors.ShouldContain("warning: --insecure: the certificate of the service is not verified");
        output.Trim().ShouldBe(await ServedTutorial.PublishedAsync("first"));
    }

    [Fact]
    public async Task The_written_authority_file_contains_a_certificate_without_its_private_key()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key, "--tls", "--ca", Authority);

        string written = await File.ReadAllTextAsync(Authority);

        written.ShouldStartWith("-----BEGIN CERTIFICATE-----");
        written.ShouldNotContain("PRIVATE KEY");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_service_that_accepts_any_key_warns_and_one_that_verifies_keys_does_not()
    {
        await using ServedTutorial open = await ServedTutorial.StartAsync(Key, "--any-key");
        await using ServedTutorial closed = await ServedTutorial.StartAsync(Key);

        (int stranger, string output, _) = await ServedTutorial.RunAsync("AKSTRANGER", "--url", open.Url);

        stranger.ShouldBe(0);
        output.Trim().ShouldBe(await ServedTutorial.PublishedAsync("first"));
        (await open.EndAsync()).ShouldContain("warning: --any-key: requests are not verified");
        (await closed.EndAsync()).ShouldBeEmpty();
    }

    /// <summary>
    /// RFC 9110, 4.3.4: the certificate must name the host. RFC 5280, 4.1.2.5: the time must be within the validity
    /// period; 6.1: the chain must end at a trust anchor.
    /// </summary>
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("127.0.0.1", 0, true, true)]
    [InlineData("elsewhere.test", 0, true, false)]
    [InlineData("127.0.0.1", -30, true, false)]
    [InlineData("127.0.0.1", 30, true, false)]
    [InlineData("127.0.0.1", 0, false, false)]
    public async Task A_custom_certificate_is_verified_by_authority_host_name_and_validity_period(
        string name,
        int days,
        bool isOfAuthority,
        bool isBelieved
    )
    {
        using OwnAuthority authority = new();
        using OwnAuthority stranger = new();
        await File.WriteAllTextAsync(Authority, authority.Pem);
        using X509Certificate2 certificate = (isOfAuthority ? authority : stranger).Sign(
            name,
            TimeProvider.System.GetUtcNow().AddDays(days)
        );
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions { Keys = [new AccessKey(Key, ServedTutorial.Secret)], Clouds = ["hotel", "sierra"] }
        );
        await using AutoScalingServer server = await AutoScalingServer.StartAsync(
            test.Endpoint,
            new AutoScalingServerOptions { Certificate = certificate }
        );

        (int exit, string output, string errors) = await ServedTutorial.RunAsync(
            Key,
            "--url",
            server.Address.ToString(),
            "--ca",
            Authority
        );

        server.Address.Scheme.ShouldBe("https");
        exit.ShouldBe(isBelieved ? 0 : 1, errors);
        output.Trim().ShouldBe(isBelieved ? await ServedTutorial.PublishedAsync("first") : "");
    }

    /// <summary>
    /// Errors: a chain without a trust anchor (RFC 5280, 6.1), a time outside the validity period (RFC 5280, 4.1.2.5),
    /// another host name (RFC 9110, 4.3.4).
    /// </summary>
    [Theory]
    [InlineData("127.0.0.1", -30, true, "NotTimeValid")]
    [InlineData("127.0.0.1", 30, true, "NotTimeValid")]
    [InlineData("elsewhere.test", 0, true, "RemoteCertificateNameMismatch")]
    [InlineData("127.0.0.1", 0, false, "PartialChain")]
    [InlineData("", 0, false, "UntrustedRoot")]
    public async Task F_NET_19_an_invalid_certificate_is_rejected_and_the_failed_check_is_reported(
        string name,
        int days,
        bool isOfAuthority,
        string check
    )
    {
        using OwnAuthority authority = new();
        using OwnAuthority stranger = new("another authority");
        using X509Certificate2 believed = X509Certificate2.CreateFromPem(authority.Pem);
        using X509Certificate2 certificate =
            name.Length == 0
                ? OwnAuthority.SignItself("127.0.0.1")
                : (isOfAuthority ? authority : stranger).Sign(name, TimeProvider.System.GetUtcNow().AddDays(days));
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions { Keys = [new AccessKey(Key, ServedTutorial.Secret)], Clouds = ["hotel"] }
        );
        await using AutoScalingServer server = await AutoScalingServer.StartAsync(
            test.Endpoint,
            new AutoScalingServerOptions { Certificate = certificate }
        );
        using SocketsHttpHandler handler = new();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { believed },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using HttpClient http = new(handler);
        AutoScalingClient client = new(http, server.Address, new AccessKey(Key, ServedTutorial.Secret), TimeProvider.System)
        {
            MaxAttempts = 1,
        };

        AutoScalingException refused = await Should.ThrowAsync<AutoScalingException>(() =>
            client.CallAsync("DescribeAutoScalingGroups", ValueMap<string>.Empty)
        );

        refused.Message.ShouldContain(check);
        refused.Message.ShouldContain("trust the certificate authority of the service");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
