namespace Slurm.Tests.Elastic;

[Collection(SharedSlurm.Name)]
public sealed class HostListTests(SlurmLab lab)
{
    // scontrol(1): show hostnames, show hostlist.
    [Theory]
    [InlineData("c[1-4,7]", "c1 c2 c3 c4 c7")]
    [InlineData("n[08-11]", "n08 n09 n10 n11")]
    [InlineData("n[8-11],login", "n8 n9 n10 n11 login")]
    [InlineData("a[1-2]b[07,9]", "a1b07 a1b9 a2b07 a2b9")]
    [InlineData("a[1-2]-ib", "a1-ib a2-ib")]
    [InlineData("", "")]
    public void A_host_list_expands_to_its_names_in_order(string expression, string names) =>
        string.Join(' ', HostList.Expand(expression)).ShouldBe(names);

    [Theory]
    [InlineData("c1 c2 c3", "c[1-3]")]
    [InlineData("c1 c2 c10 c010 d", "c[1-2,10,010],d")]
    [InlineData("c08 c09 c10", "c[08-10]")]
    [InlineData("c8 c9 c10", "c[8-10]")]
    [InlineData("c1", "c1")]
    [InlineData("a1 b2 a2", "a1,b2,a2")]
    [InlineData("web web", "web,web")]
    public void Names_are_compressed_to_a_host_list(string names, string expression) =>
        HostList.Compress(names.Split(' ')).ShouldBe(expression);

    [Theory]
    [InlineData("c[1-4", "Host list 'c[1-4', character 2: the bracket is not closed.")]
    [InlineData("c[4-1]", "Host list 'c[4-1]', character 2: '4-1' is not a range of numbers, as 1-4 or 07 is.")]
    [InlineData("c[]", "Host list 'c[]', character 2: '' is not a range of numbers, as 1-4 or 07 is.")]
    [InlineData("c[a-b]", "Host list 'c[a-b]', character 2: 'a-b' is not a range of numbers, as 1-4 or 07 is.")]
    [InlineData("c]", "Host list 'c]', character 2: no name of a machine has that character.")]
    [InlineData(
        "c[1-99999999999999999999]",
        "Host list 'c[1-99999999999999999999]', character 2: '1-99999999999999999999' has a number with more than 18 digits."
    )]
    [InlineData("c[1-9x]", "Host list 'c[1-9x]', character 2: '1-9x' is not a range of numbers, as 1-4 or 07 is.")]
    [InlineData("n[0-65536]", "The host list stands for more than 65536 machines.")]
    [InlineData("n[0-99999]", "The host list stands for more than 65536 machines.")]
    [InlineData("n[1-999999999999999999]", "The host list stands for more than 65536 machines.")]
    [InlineData("n[0-40000,50000-90000]", "The host list stands for more than 65536 machines.")]
    [InlineData("n[0-40000],m[0-40000]", "The host list stands for more than 65536 machines.")]
    [InlineData(
        "a[1-999999999999999999]b[1-999999999999999999]c[1-999999999999999999]",
        "The host list stands for more than 65536 machines."
    )]
    [InlineData("a[1-60000]b[1-60000]", "The host list stands for more than 65536 machines.")]
    public void An_invalid_host_list_is_rejected_with_the_reason(string expression, string problem) =>
        Should.Throw<FormatException>(() => HostList.Expand(expression)).Message.ShouldBe(problem);

    // An expression of this length once needed 539 MiB: each bracket repeated all names before it.
    [Theory]
    [InlineData("n[0-65535]", 8)]
    [InlineData("n[0-65535][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]", 8)]
    [InlineData("n[0-255]a[0-255]b[0]c[0]d[0]e[0]f[0]g[0]h[0]i[0]j[0]k[0]l[0]m", 8)]
    [InlineData("a[0-65535],b[0-65535],c[0-65535],d[0-65535],e[0-65535]", 8)]
    [InlineData("a[0-99999]", 1)]
    [InlineData("a[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]", 1)]
    [InlineData("a[0-65535]b[0-65535]c[0-65535]d[0-65535]e[0-65535]", 1)]
    [InlineData("a[0-99999999999999999,0-99999999999999999,0-99999999999999999]", 1)]
    public void A_short_host_list_never_needs_more_memory_than_its_permitted_names(string expression, int mebibytes)
    {
        HostList.Expand("c[1-2]");
        long before = GC.GetAllocatedBytesForCurrentThread();

        _ = Record.Exception(() => HostList.Expand(expression));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(mebibytes * 1024L * 1024L);
    }

    [Fact]
    public void A_name_longer_than_a_name_of_DNS_is_rejected_before_it_is_repeated() =>
        Should
            .Throw<FormatException>(() => HostList.Expand($"n[0-65535]{new string('x', 251)}"))
            .Message.ShouldEndWith("character 1: the name of a machine has at most 255 characters.");

    [Fact]
    public void A_compressed_host_list_expands_to_the_same_names()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            string[] names = Draw(new Random(seed));

            HostList.Expand(HostList.Compress(names)).ToArray().ShouldBe(names, $"seed {seed}");
        }
    }

    [MachineFact("slurm")]
    public async Task Slurm_and_the_SDK_expand_the_host_lists_of_each_other_to_the_same_names()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            string[] names = Draw(new Random(seed));
            string list = HostList.Compress(names);

            (await ShowAsync("hostnames", list)).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(names, $"seed {seed}");
            HostList.Expand((await ShowAsync("hostlist", string.Join(',', names))).Trim()).ToArray().ShouldBe(names, $"seed {seed}");
        }
    }

    private static string[] Draw(Random chance)
    {
        string[] starts = ["c", "gpu-", "node0", "x1y"];
        List<string> names = [];
        while (names.Count < 12)
        {
            (string start, int first, int width) = (starts[chance.Next(starts.Length)], chance.Next(0, 120), chance.Next(1, 5));
            names.AddRange(
                Enumerable
                    .Range(first, chance.Next(1, 4))
                    .Select(number => start + number.ToString($"D{width}", CultureInfo.InvariantCulture))
            );
        }

        return [.. names];
    }

    private async Task<string> ShowAsync(string what, string list) => (await TestJobs.RunAsync(lab, "scontrol", "show", what, list)).Output;
}
