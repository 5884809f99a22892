namespace AutoScaling.Tests;

/// <summary>The tutorial over TLS: who is not known is not talked to, unless that is asked for by name.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Key = "AKTUTORIAL";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scalewright-tls-");

    private string Authority => Path.Combine(_folder.FullName, "ca.pem");

    private string Other => Path.Combine(_folder.FullName, "other.pem");

    [Fact]
    public async Task A_client_with_the_certificate_runs_the_tutorial()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key, "--tls", "--ca", Authority);

        (int exit, string output, string errors) = await ServedTutorial.RunAsync(Key, "--url", service.Url, "--ca", Authority);

        service.Url.ShouldStartWith("https://127.0.0.1:");
        (exit, errors).ShouldBe((0, ""));
        output.Trim().ShouldBe(await ServedTutorial.PublishedAsync("first"));
    }

    [Fact]
    public async Task A_client_that_knows_another_certificate_or_none_says_nothing_to_the_service()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key, "--tls", "--ca", Authority);
        await using ServedTutorial another = await ServedTutorial.StartAsync(Key, "--tls", "--ca", Other);

        (int withOther, string outputWithOther, string errors) = await ServedTutorial.RunAsync(Key, "--url", service.Url, "--ca", Other);
        (int withNone, string outputWithNone, _) = await ServedTutorial.RunAsync(Key, "--url", service.Url);
        (int plain, _, _) = await ServedTutorial.RunAsync(Key, "--url", service.Url.Replace("https", "http", StringComparison.Ordinal));

        (withOther, withNone, plain).ShouldBe((1, 1, 1));
        (outputWithOther + outputWithNone).ShouldBeEmpty();
        errors.ShouldContain("cannot be talked to");
        (await ServedTutorial.RunAsync(Key, "--url", service.Url, "--ca", Authority)).Output.Trim().ShouldBe(await ServedTutorial.PublishedAsync("first"));
    }

    [Fact]
    public async Task Not_verifying_is_named_and_told()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key, "--tls", "--ca", Authority);

        (int exit, string output, string errors) = await ServedTutorial.RunAsync(Key, "--url", service.Url, "--insecure");

        exit.ShouldBe(0);
        errors.ShouldContain("warning: --insecure: the certificate of the service is not verified");
        output.Trim().ShouldBe(await ServedTutorial.PublishedAsync("first"));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
