namespace Minimega.Tests;

/// <summary>Tests the rules of golden/minimega/README.md that no recorded session covers.</summary>
public class MinimegaServerTests
{
    private const string Closed = "the server closed the connection";

    [Fact]
    public async Task A_request_can_be_sent_byte_by_byte()
    {
        await using TempServer temp = new();
        using LinePeer peer = await temp.ConnectRawAsync();

        foreach (char character in " \n{\"Command\" : \"echo a}b\"}")
        {
            await peer.SendAsync(character.ToString());
        }

        (await peer.ReadLineAsync()).ShouldNotBeNull().ShouldContain("\"Response\":\"a}b\"");
    }

    [Fact]
    public async Task Requests_sent_back_to_back_are_answered_in_order()
    {
        await using TempServer temp = new();
        using LinePeer peer = await temp.ConnectRawAsync();

        await peer.SendAsync(string.Concat(Enumerable.Range(0, 100).Select(number => $"{{\"Command\":\"echo {number}\"}}")));

        for (int number = 0; number < 100; number++)
        {
            (await peer.ReadLineAsync()).ShouldNotBeNull().ShouldContain($"\"Response\":\"{number}\"");
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[1]")]
    [InlineData("{\"Command\":1}")]
    [InlineData("{\"Command\":\"x\"]")]
    public async Task An_invalid_request_closes_the_connection(string text)
    {
        await using TempServer temp = new();
        using LinePeer peer = await temp.ConnectRawAsync();

        await peer.SendAsync(text + "\n");

        (await peer.ReadLineAsync() ?? Closed).ShouldBe(Closed);
    }

    [Fact]
    public async Task A_request_beyond_the_size_limit_closes_the_connection()
    {
        await using TempServer temp = new(options => options with { RequestBytesMax = 10_000 });
        using LinePeer peer = await temp.ConnectRawAsync();

        await peer.SendAsync("{\"Command\":\"" + new string('x', 20_001));

        (await peer.ReadLineAsync() ?? Closed).ShouldBe(Closed);
    }

    [Theory]
    [InlineData("vm inf", "")]
    [InlineData("vm config mem", "2048")]
    [InlineData("vm con vcp", "1")]
    [InlineData("cl vm config", "")]
    public async Task Command_words_can_be_abbreviated_while_they_stay_unique(string line, string response)
    {
        await using TempServer temp = new();

        MinimegaEntry entry = temp.Server.Execute(line)[0].Entries.ShouldNotBeNull()[0];

        (entry.Error, entry.Response).ShouldBe(("", response));
    }

    [Theory]
    [InlineData("v i")]
    [InlineData("vm st x")]
    [InlineData("vm config c 1")]
    [InlineData("host mem")]
    [InlineData(".columns name nonsense")]
    [InlineData("namespace x nonsense")]
    public async Task Unknown_and_ambiguous_command_words_are_rejected(string line)
    {
        await using TempServer temp = new();

        temp.Server.Execute(line)[0].Entries.ShouldNotBeNull()[0].Error.ShouldBe($"invalid command: `{line}`");
    }

    [Theory]
    [InlineData("vm launch container 2000000000")]
    [InlineData("vm launch container a[1-2000000000]")]
    public async Task A_launch_beyond_the_limit_is_an_error(string line)
    {
        await using TempServer temp = new(options => options with { VmsMax = 10 });
        _ = temp.Server.Execute("vm config filesystem /fs");

        temp.Server.Execute(line)[0].Entries.ShouldNotBeNull()[0].Error.ShouldNotBeEmpty();
        temp.Server.Execute(".columns name vm info")[0].Entries.ShouldNotBeNull()[0].Tabular.ShouldNotBeNull().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_namespace_prefix_does_not_change_the_active_namespace()
    {
        await using TempServer temp = new();

        _ = temp.Server.Execute("namespace red vm config memory 77");

        temp.Server.Execute("vm config memory")[0].Entries.ShouldNotBeNull()[0].Response.ShouldBe("2048");
        temp.Server.Execute("namespace red vm config memory")[0].Entries.ShouldNotBeNull()[0].Response.ShouldBe("77");
    }

    [Fact]
    public async Task Deeply_nested_modifiers_are_rejected_as_an_invalid_command()
    {
        await using TempServer temp = new();

        string line = string.Concat(Enumerable.Repeat(".csv true ", 5000)) + "version";

        temp.Server.Execute(line)[0].Entries.ShouldNotBeNull()[0].Error.ShouldStartWith("invalid command");
    }
}
