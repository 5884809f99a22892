using Scalewright.Documents;

namespace Ssh.Tests;

public sealed class HostFileTests
{
    [Fact]
    public void A_host_entry_takes_an_address_or_a_host_name_and_the_defaults_of_the_format()
    {
        HostFile file = Parse(
            """
            {
              "hosts": {
                "one": {"address": "192.0.2.1"},
                "two": {"hostname": "lab-2", "username": "me", "password": "se cret", "shell_port": "2222", "proxy_port": 9999, "agent_base_dir": "/x", "shell_prompt": "#"},
                "six": {"address": "2001:db8::6", "hostname": "lab-6", "shell_port": 22}
              },
              "pools": {"disk": {"type": "nfs"}}
            }
            """
        );

        file.Problems.ShouldBeEmpty();
        file.Hosts.Select(host => $"{host.Name} {host.Address}")
            .ShouldBe(["one root@192.0.2.1", "two me@lab-2:2222", "six root@[2001:db8::6]:22"]);
        file.Hosts.Select(host => host.Password is null).ShouldBe([true, false, true]);
        file.Pools.Count.ShouldBe(1);
        file.ToString().ShouldNotContain("se cret");
    }

    [Fact]
    public void All_invalid_hosts_are_reported_with_their_positions_and_the_others_stay_usable()
    {
        HostFile file = Parse(
            """
            {"hosts": {
              "good": {"address": "192.0.2.1"},
              "none": {},
              "evil": {"address": "-oProxyCommand=id"},
              "port": {"address": "192.0.2.2", "shell_port": 65536},
              "spelt": {"adress": "192.0.2.3"},
              "text": "192.0.2.4",
              "twin": {"address": "192.0.2.1", "username": "me"},
              "user": {"address": "192.0.2.5", "username": "a b", "host_keys": ["rsa"]},
              "last": {"address": "192.0.2.6"}
            }}
            """
        );

        file.Hosts.Select(host => host.Name).ShouldBe(["good", "last"]);
        file.Problems.Select(problem => $"{problem.Position} {problem.Field}")
            .ShouldBe([
                "3:3 hosts.none",
                "4:23 hosts.evil.address",
                "5:50 hosts.port.shell_port",
                "6:13 hosts.spelt.adress",
                "7:11 hosts.text",
                "8:3 hosts.twin",
                "9:48 hosts.user.username",
                "9:68 hosts.user.host_keys",
            ]);
        file.Problems[3].Advice.ShouldBe("did you mean 'address'?");
    }

    // RFC 4343: host names are compared case-insensitively.
    [Fact]
    public void Host_names_that_differ_only_by_case_are_reported_and_the_first_stays_usable()
    {
        HostFile file = Parse(
            """
            {"hosts": {
              "web-1": {"address": "192.0.2.1"},
              "other": {"address": "192.0.2.2"},
              "Web-1": {"address": "192.0.2.3"},
              "WEB-1": {"adress": "192.0.2.4"}
            }}
            """
        );

        file.Hosts.Select(host => host.Name).ShouldBe(["web-1", "other"]);
        file.Problems.Select(problem => $"{problem.Position} {problem.Field}: {problem.Message}")
            .ShouldBe([
                "4:3 hosts.Web-1: it differs from 'web-1' at 2:3 only by case",
                "5:3 hosts.WEB-1: it differs from 'web-1' at 2:3 only by case",
                "5:13 hosts.WEB-1.adress: there is no such field",
            ]);
        file.Problems[0].Code.ShouldBe(ProblemCode.HostNameCollision);
    }

    [Fact]
    public void A_host_key_may_include_its_comment_but_no_line_break()
    {
        const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==";
        HostFile file = Parse(
            """{"hosts": {"a": {"address": "192.0.2.1", "host_keys": ["KEY root@machine of mine"]}, "b": {"address": "192.0.2.2", "host_keys": ["KEY x\ny"]}}}""".Replace(
                "KEY",
                Key,
                StringComparison.Ordinal
            )
        );

        file.Hosts.ShouldHaveSingleItem().Address.HostKeys.ShouldBe([$"{Key} root@machine of mine"]);
        file.Problems.ShouldHaveSingleItem().Field.ShouldBe("hosts.b.host_keys");
    }

    // Names are escaped as in JSON.
    [Theory]
    [
        InlineData("../../g"),
        InlineData("a/b"),
        InlineData("a b"),
        InlineData("\\u00fc"),
        InlineData("\\u202eevil"),
        InlineData("."),
        InlineData(".."),
        InlineData("-rf"),
        InlineData("a\\u0000")
    ]
    [InlineData("$(touch /tmp/pwn)"), InlineData("a..b"), InlineData("a\\n"), InlineData("_a")]
    public void An_invalid_host_name_is_reported_with_the_naming_rules_and_the_other_hosts_stay_usable(string name)
    {
        HostFile file = Parse($$$"""{"hosts": {"{{{name}}}": {"address": "127.1.5.1"}, "good": {"address": "192.0.2.1"} } }""");

        file.Hosts.Select(host => host.Name).ShouldBe(["good"]);
        Problem problem = file.Problems.ShouldHaveSingleItem();
        (problem.Code.Id, $"{problem.Position}").ShouldBe(("SW1108", "1:12"));
        problem.Advice.ShouldBe("use 1 to 63 of A-Z a-z 0-9 _ . -, a letter or digit first and last, no '..'");
        problem.ToString().ShouldNotContain(letter => char.IsControl(letter) || letter == '\u202e');
    }

    [Fact]
    public void A_host_name_has_63_characters_at_most()
    {
        HostFile file = Parse(
            $$$"""{"hosts": {"{{{new string('a', 63)}}}": {"address": "192.0.2.1"}, "{{{new string('b', 64)}}}": {"address": "192.0.2.2"}, "{{{new string('c', 300)}}}": {"address": "192.0.2.3"} } }"""
        );

        file.Hosts.ShouldHaveSingleItem().Name.Length.ShouldBe(63);
        file.Problems.Select(problem => problem.Code).ShouldBe([ProblemCode.InvalidName, ProblemCode.InvalidName]);
    }

    [Theory]
    [InlineData(
        """{"hosts": {"a": {"address": null, "hostname": "b", "username": null, "password": null, "shell_port": null, "host_keys": null}}, "pools": null}""",
        true
    )]
    [InlineData("hosts: {a: {address: ~, hostname: b, username: null, password: ~, shell_port: ~, host_keys: ~}}\npools: ~\n", false)]
    public void A_null_field_of_a_host_file_is_treated_as_absent(string text, bool isJson)
    {
        HostFile file = HostFile.Parse(Encoding.UTF8.GetBytes(text), Dialect.FromPath(isJson ? "nodes.json" : "nodes.yaml"), "nodes");

        file.Problems.ShouldBeEmpty();
        HostFileEntry host = file.Hosts.ShouldHaveSingleItem();
        (host.Address.ToString(), host.Password, host.Address.HostKeys.Count).ShouldBe(("root@b", null, 0));
    }

    [Fact]
    public void A_host_with_a_null_address_and_no_host_name_is_rejected()
    {
        HostFile file = Parse("""{"hosts": {"a": {"address": null}}}""");

        file.Hosts.ShouldBeEmpty();
        file.Problems.ShouldHaveSingleItem().Message.ShouldBe("it has neither address nor hostname");
    }

    [Theory]
    [InlineData("lab-1", "LAB-1"), InlineData("lab-1", "lab-1."), InlineData("2001:db8::1", "2001:DB8:0::1")]
    public void Duplicate_hosts_are_detected_despite_different_spelling_or_an_explicit_default_port(string one, string other)
    {
        HostFile file = Parse(
            $$$"""{"hosts": {"a": {"address": "{{{one}}}"}, "b": {"address": "{{{other}}}", "shell_port": 22}, "c": {"address": "{{{one}}}", "shell_port": 23} } }"""
        );

        file.Hosts.Select(host => host.Name).ShouldBe(["a", "c"]);
        file.Problems.ShouldHaveSingleItem().Message.ShouldBe("it is the same machine as 'a'");
        Should
            .Throw<ArgumentException>(() => new SshProvider([new NodeAddress(one), new NodeAddress(other) { Port = 22 }]))
            .Message.ShouldContain("is named twice");
    }

    [Theory]
    [InlineData("""{"hosts": {"a": {"address": "b", "password": 31337}}}""")]
    [InlineData("""{"hosts": {"a": {"address": "b", "password": "31337\nx"}}}""")]
    [InlineData("""{"hosts": {"a": {"address": "b", "password": ["31337"]}}}""")]
    [InlineData("""{"hosts": {"a": {"address": "b", "shell_port": "31337x"}}}""")]
    [InlineData("""{"hosts": {"a": "31337"}}""")]
    public void No_message_has_a_password_in_it(string text)
    {
        HostFile file = Parse(text);

        file.Hosts.ShouldBeEmpty();
        file.Problems.ShouldHaveSingleItem().ToString().ShouldNotContain("31337");
    }

    [Theory]
    [
        InlineData("[]"),
        InlineData("{}"),
        InlineData("{"),
        InlineData(""),
        InlineData("""{"hosts": []}"""),
        InlineData("""{"hosts": {"a": {"address": "b"}}, "pools": 1}""")
    ]
    [InlineData("""{"hosts": {"a": {"address": "b"}}, "host": {}}""")]
    public void An_invalid_host_file_has_exactly_one_problem(string text) =>
        Parse(text).Problems.ShouldHaveSingleItem().Source.ShouldBe("nodes.json");

    [Fact]
    public void Reading_a_host_file_returns_its_valid_hosts_and_a_provider_rejects_any_problem()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "hosts:\n  a:\n    address: 192.0.2.1\n  b: {}\n");
            HostFile.Read(path).Hosts.ShouldHaveSingleItem().Name.ShouldBe("a");
            ProviderException refused = Should.Throw<ProviderException>(() => SshProvider.FromFile(path));
            refused.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith($"{path}:4:3 hosts.b: ");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_provider_rejects_a_missing_host_file_and_one_without_hosts()
    {
        Should
            .Throw<ProviderException>(() => SshProvider.FromFile("/no/such/nodes.json"))
            .Problems.ShouldHaveSingleItem()
            .Code.ShouldBe(ProblemCode.UnreadableFile);
        Should
            .Throw<ProviderException>(() => SshProvider.FromFile(Parse("""{"hosts": {}}""")))
            .Problems.ShouldHaveSingleItem()
            .Field.ShouldBe("hosts");
    }

    internal static HostFile Parse(string text) => HostFile.Parse(Encoding.UTF8.GetBytes(text), Dialect.Json, "nodes.json");
}
