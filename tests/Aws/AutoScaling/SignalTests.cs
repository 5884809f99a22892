namespace AutoScaling.Tests;

public sealed class SignalTests
{
    private const string Key = "AKTUTORIAL";

    /// <summary>POSIX shells report a signal as 128 plus its number.</summary>
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_service_exits_on_a_signal_with_128_plus_the_signal_number(string signal, int exitCode)
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        (await service.SignalAsync(signal)).ShouldBe(exitCode);
    }

    [Theory]
    [InlineData(null, "is not there")]
    [InlineData("junk", "is not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "is not a certificate")]
    public async Task A_missing_or_invalid_certificate_file_is_reported_in_one_line(string? content, string found)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-ca-");
        string file = Path.Combine(folder.FullName, "ca.pem");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content);
        }

        (int exit, string output, string errors) = await ServedTutorial.RunAsync(Key, "--url", "https://localhost:1", "--ca", file);
        folder.Delete(recursive: true);

        (exit, output).ShouldBe((1, ""));
        errors.Trim().ShouldBe($"--ca: 'ca.pem' {found}; use the file that the service wrote");
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("ftp://localhost")]
    public async Task An_invalid_service_address_is_reported_as_a_usage_error(string url)
    {
        (int exit, _, string errors) = await ServedTutorial.RunAsync(Key, "--url", url);

        exit.ShouldBe(2);
        errors.ShouldStartWith($"--url: '{url}' is not an address; use http://HOST:PORT\nSee '");
    }
}
