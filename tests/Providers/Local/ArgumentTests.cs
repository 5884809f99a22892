namespace Local.Tests;

/// <summary>Tests arguments and output of commands without a shell.</summary>
public sealed class ArgumentTests : IDisposable
{
    // Number of nonzero byte values in UTF-8: 01 to 7F, 80 to BF, and C2 to F4.
    private const int BytesOfUtf8 = 127 + 64 + 51;

    // Below the 768 KiB limit of one command.
    private const int VectorsOfProcess = 1000;

    private const int ProcessesAtOnce = 10;

    private static readonly string[] Awkward =
    [
        "",
        "-",
        "--",
        "-n",
        "--help",
        "'",
        "\"",
        "\\",
        "$HOME",
        "`id`",
        "$(id)",
        "\n",
        "\t \r\n",
        "*",
        "~",
        "a b",
        "!",
        "%s",
        "\\0",
        "#",
        "|",
        ";",
        "&&",
        ">x",
        "\u001b[2J",
        "\u007f",
    ];

    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Each process receives many vectors, each with its length, and prints its arguments.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task F_IN_09_a_hundred_thousand_random_argument_vectors_arrive_unchanged() =>
        RunAsync(async node =>
        {
            Random chance = new(909);
            HashSet<byte> seen = [];
            for (int count = 0; count < 100_000; count += VectorsOfProcess)
            {
                string[] words =
                [
                    .. Enumerable
                        .Range(0, VectorsOfProcess)
                        .Select(_ => Draw(chance))
                        .SelectMany(vector => vector.Prepend(vector.Length.ToString(CultureInfo.InvariantCulture))),
                ];
                byte[] expected = Encoding.UTF8.GetBytes(string.Concat(words.Select(word => word + "\0")));
                seen.UnionWith(expected);

                CommandResult result = await node.RunAsync(new CommandRequest(Printing(words)) { MaxOutputBytes = expected.Length + 1 });

                result.GetOutputBytes().AsSpan().SequenceEqual(expected).ShouldBeTrue();
            }

            seen.Count.ShouldBe(BytesOfUtf8 + 1, "the zero that ends each word is none of them");
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task F_IN_09_a_thousand_random_argument_vectors_arrive_unchanged_with_one_process_each() =>
        RunAsync(async node =>
        {
            Random chance = new(99);
            string[][] vectors = [.. Enumerable.Range(0, 1000).Select(_ => Draw(chance))];
            foreach (string[][] some in vectors.Chunk(ProcessesAtOnce))
            {
                CommandResult[] results = await Task.WhenAll(some.Select(words => node.RunAsync(Printing(words))));

                results.Select(result => result.Output).ShouldBe(some.Select(words => string.Concat(words.Select(word => word + "\0"))));
            }
        });

    [Fact]
    public Task F_IN_09_unpaired_surrogates_are_rejected_before_anything_runs() =>
        RunAsync(async node =>
        {
            CommandRequest told = new(["touch", "ran"]);
            CommandRequest[] requests =
            [
                told with
                {
                    Command = ["touch", "ran", "a\udc80b"],
                },
                told with
                {
                    Command = ["touch", "ran", "\ud83d"],
                },
                told with
                {
                    Input = "\udcff",
                },
                told with
                {
                    WorkingDirectory = "/tmp/\udc80",
                },
                told with
                {
                    Environment = ValueMap<string>.Empty.With("V", "\ude00\ud83d"),
                },
                told with
                {
                    Environment = ValueMap<string>.Empty.With("V\ud800", ""),
                },
            ];

            foreach (CommandRequest request in requests)
            {
                (await Should.ThrowAsync<ArgumentException>(() => node.RunAsync(request))).Message.ShouldContain(
                    "contains an unpaired surrogate"
                );
            }

            (await Should.ThrowAsync<ArgumentException>(() => node.RunAsync(requests[0]))).Message.ShouldStartWith(
                "'a\\udc80b' contains an unpaired surrogate, which UTF-8 cannot encode; put other bytes into a file."
            );
            (await node.RunAsync(["ls"])).Output.ShouldBe("");
        });

    [Fact]
    public Task Output_that_is_not_valid_UTF_8_keeps_its_bytes() =>
        RunAsync(async node =>
        {
            byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
            string format = string.Concat(all.Select(value => "\\" + Convert.ToString(value, 8).PadLeft(3, '0')));
            StringBuilder heard = new();

            CommandResult result = await node.RunAsync(
                new CommandRequest(["sh", "-c", "printf \"$1\"; printf \"$1\" >&2; exit 3", "sh", format])
                {
                    OnOutput = piece => heard.Append(piece.IsError ? "" : piece.Text),
                }
            );

            result.ExitCode.ShouldBe(3);
            result.GetOutputBytes().ShouldBe(all);
            result.GetErrorBytes().ShouldBe(all);
            // Unicode standard: each of these 128 bytes is ill-formed on its own.
            result.Output.ShouldBe(Encoding.ASCII.GetString(all, 0, 128) + new string('\ufffd', 128));
            heard.ToString().ShouldBe(result.Output);
        });

    private static ValueList<string> Printing(string[] words) => new[] { "printf", "%s\\0" }.Concat(words).ToValueList();

    private static string[] Draw(Random chance) => [.. Enumerable.Range(0, chance.Next(1, 6)).Select(_ => DrawWord(chance))];

    private static string DrawWord(Random chance) =>
        string.Concat(
            Enumerable
                .Range(0, chance.Next(0, 12))
                .Select(_ =>
                    chance.Next(6) switch
                    {
                        0 => Awkward[chance.Next(Awkward.Length)],
                        1 => new Rune(chance.Next(1, 0x80)).ToString(),
                        2 => new Rune(chance.Next(0x80, 0x800)).ToString(),
                        3 => new Rune(chance.Next(0x800, 0xd800)).ToString(),
                        4 => new Rune(chance.Next(0xe000, 0x10000)).ToString(),
                        _ => new Rune(chance.Next(0x10000, 0x110000)).ToString(),
                    }
                )
        );

    private async Task RunAsync(Func<Node, Task> story)
    {
        NodeGroup group = new("web", "by-hand") { Nodes = [new NodeSpec("n1", 1)] };
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);
        await using Cluster cluster = await Cluster
            .Create(Topology.Create("words").AddGroup(group).Build())
            .UseProvider(provider)
            .ProvisionAsync();
        await story(cluster.Nodes[0]);
        await cluster.DestroyAsync();
    }
}
