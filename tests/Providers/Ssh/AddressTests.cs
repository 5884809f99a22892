namespace Ssh.Tests;

public sealed class AddressTests
{
    [Theory]
    [
        InlineData("a;reboot"),
        InlineData("a b"),
        InlineData("$(id)"),
        InlineData("`id`"),
        InlineData("a\nb"),
        InlineData(""),
        InlineData("a|b"),
        InlineData("é"),
        InlineData("a/b")
    ]
    public Task F_IN_08_a_host_that_is_empty_or_has_unsafe_characters_is_rejected(string host) => RefusesAsync(new NodeAddress(host));

    [Theory]
    [InlineData("-oProxyCommand=id"), InlineData("-"), InlineData("--")]
    public Task F_IN_10_a_host_that_looks_like_an_option_is_rejected(string host) => RefusesAsync(new NodeAddress(host));

    [Theory]
    [
        InlineData("::1%"),
        InlineData(":::"),
        InlineData("[::1]"),
        InlineData("fe80::1%eth0;id"),
        InlineData("10.0.0.1/24"),
        InlineData("fe80::1/64"),
        InlineData("1:2")
    ]
    public Task F_NET_18_a_malformed_IP_address_is_rejected(string host) => RefusesAsync(new NodeAddress(host));

    [Theory]
    [InlineData(-1, ""), InlineData(65536, ""), InlineData(0, "-l"), InlineData(0, "a b")]
    public Task An_address_with_an_invalid_port_or_user_is_rejected(int port, string user) =>
        RefusesAsync(new NodeAddress("host") { Port = port, User = user });

    [Theory]
    [
        InlineData("::1", 0, "", "::1"),
        InlineData("fe80::1%eth0", 22, "me", "me@[fe80::1%eth0]:22"),
        InlineData("a.b-c_d", 2, "", "a.b-c_d:2")
    ]
    public void An_address_is_formatted_as_user_host_and_port(string host, int port, string user, string text) =>
        new NodeAddress(host) { Port = port, User = user }
            .ToString()
            .ShouldBe(text);

    [Theory]
    [InlineData("-x"), InlineData("a@-b"), InlineData("a:0"), InlineData("a:b"), InlineData("a,b"), InlineData("a;b@c")]
    public void An_invalid_jump_host_is_rejected(string jump) =>
        Should.Throw<ArgumentException>(() => new SshTransport(new SshClientOptions { JumpHosts = [jump] }));

    private static async Task RefusesAsync(NodeAddress address)
    {
        await using SshTransport transport = new(new SshClientOptions { ClientPath = "/no/such/program" });

        await Should.ThrowAsync<ArgumentException>(() => transport.ConnectAsync(address, "n1"));
    }
}
