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
    public void A_host_list_expands_to_its_names_in_order(string expression, string names) => string.Join(' ', HostList.Expand(expression)).ShouldBe(names);

    [Theory]
    [InlineData("c1 c2 c3", "c[1-3]")]
    [InlineData("c1 c2 c10 c010 d", "c[1-2,10,010],d")]
    [InlineData("c08 c09 c10", "c[08-10]")]
    [InlineData("c8 c9 c10", "c[8-10]")]
    [InlineData("c1", "c1")]
    [InlineData("a1 b2 a2", "a1,b2,a2")]
    [InlineData("web web", "web,web")]
    public void Names_are_compressed_to_a_host_list(string names, string expression) => HostList.Compress(names.Split(' ')).ShouldBe(expression);

    [Theory]
    [InlineData("c[1-4", "Host list 'c[1-4', character 2: the bracket is not closed.")]
    [InlineData("c[4-1]", "Host list 'c[4-1]', character 2: '4-1' is no range of numbers, as 1-4 or 07 is.")]
    [InlineData("c[]", "Host list 'c[]', character 2: '' is no range of numbers, as 1-4 or 07 is.")]
    [InlineData("c[a-b]", "Host list 'c[a-b]', character 2: 'a-b' is no range of numbers, as 1-4 or 07 is.")]
    [InlineData("c]", "Host list 'c]', character 2: no name of a machine has that character.")]
    [InlineData("c[1-99999999999999999999]", "Host list 'c[1-99999999999999999999]', character 2: '1-99999999999999999999' is no range of numbers, as 1-4 or 07 is.")]
    [InlineData("a[1-60000]b[1-60000]", "The host list stands for more than 65536 machines.")]
    public void An_invalid_host_list_is_rejected_with_the_reason(string expression, string problem) =>
        Should.Throw<FormatException>(() => HostList.Expand(expression)).Message.ShouldBe(problem);

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
            names.AddRange(Enumerable.Range(first, chance.Next(1, 4)).Select(number => start + number.ToString($"D{width}", CultureInfo.InvariantCulture)));
        }

        return [.. names];
    }

    private async Task<string> ShowAsync(string what, string list) => (await TestJobs.RunAsync(lab, "scontrol", "show", what, list)).Output;
}
