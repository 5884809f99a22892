using Scalewright.Providers.Simulation.Kernel;

namespace Sdk.Tests.Agents;

public class OutputListenerTests
{
    private readonly SimulationKernel _kernel = new(new KernelOptions { IsTraceHashEnabled = true });
    private readonly SimulatedNetwork _network;
    private readonly SimulatedNode _node;

    public OutputListenerTests()
    {
        _network = new SimulatedNetwork(_kernel, new LinkModel { Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(10)) });
        _node = new SimulatedNode(_kernel, _network, "n1");
    }

    [Fact]
    public void A_listener_receives_output_after_one_round_trip_and_the_result_is_complete() =>
        Run(async connection =>
        {
            TimeSpan start = _kernel.Elapsed;
            List<(double Seconds, CommandOutput Piece)> heard = [];

            CommandResult result = await connection.RunAsync(
                new CommandRequest(["count", "3"]) { OnOutput = piece => heard.Add(((_kernel.Elapsed - start).TotalSeconds, piece)) }
            );

            heard.ShouldBe([
                (0.02, new("n1", "1\n")),
                (0.02, new("n1", "-1\n") { IsError = true }),
                (1.02, new("n1", "2\n")),
                (1.02, new("n1", "-2\n") { IsError = true }),
                (2.02, new("n1", "3\n")),
                (2.02, new("n1", "-3\n") { IsError = true }),
            ]);
            (result.Output, result.Error).ShouldBe(("1\n2\n3\n", "-1\n-2\n-3\n"));
        });

    [Fact]
    public void A_listener_receives_each_byte_once_despite_repeated_connection_resets() =>
        Run(async connection =>
        {
            StringBuilder output = new(),
                error = new();
            Task<CommandResult> run = connection.RunAsync(
                new CommandRequest(["count", "20"]) { OnOutput = piece => (piece.IsError ? error : output).Append(piece.Text) }
            );
            for (int time = 0; time < 9; time++)
            {
                await _kernel.Delay(TimeSpan.FromSeconds(2.005));
                _network.Reset(SimulatedNode.Controller, "n1");
            }

            CommandResult result = await run;

            (output.ToString(), error.ToString()).ShouldBe((result.Output, result.Error));
            result.Output.ShouldBe(string.Concat(Enumerable.Range(1, 20).Select(number => $"{number}\n")));
            _node.Programs.Started.ShouldBe(["count 20"]);
        });

    [Fact]
    public void A_listener_receives_all_output_of_a_command_that_exited_while_disconnected() =>
        Run(async connection =>
        {
            StringBuilder output = new();
            Task<CommandResult> run = connection.RunAsync(
                new CommandRequest(["count", "3"]) { OnOutput = piece => output.Append(piece.IsError ? "" : piece.Text) }
            );
            await _kernel.Delay(TimeSpan.FromSeconds(1.5));
            _network.GetLink(SimulatedNode.Controller, "n1").Cut();
            _network.GetLink("n1", SimulatedNode.Controller).Cut();
            await _kernel.Delay(TimeSpan.FromSeconds(6));
            _network.HealAll();
            _network.Reset(SimulatedNode.Controller, "n1");

            (await run).Output.ShouldBe("1\n2\n3\n");
            output.ToString().ShouldBe("1\n2\n3\n");
        });

    /// <summary>Each letter encodes its position: byte n is letter n modulo 26.</summary>
    [Theory]
    [InlineData(100_000, 1024 * 1024)]
    [InlineData(3_000_000, 50_000)]
    [InlineData(1_000, 0)]
    [InlineData(1_000, 1)]
    public void Dropped_output_is_counted_and_the_remaining_output_has_the_right_position(long length, int bytesMax) =>
        Run(async connection =>
        {
            _network.SetLink(SimulatedNode.Controller, "n1", new LinkModel { MaxBytesPerSecond = 1_000_000 });
            long at = 0;
            long missed = 0;
            CommandResult result = await connection.RunAsync(
                new CommandRequest(["flood", length.ToString(CultureInfo.InvariantCulture)])
                {
                    MaxOutputBytes = bytesMax,
                    OnOutput = piece =>
                    {
                        at += piece.DroppedBytes;
                        missed += piece.DroppedBytes;
                        for (int index = 0; index < piece.Text.Length; index++, at++)
                        {
                            piece.Text[index].ShouldBe((char)('a' + (at % 26)));
                        }
                    },
                }
            );

            missed.ShouldBe(result.DroppedBytes - (length - at));
            if (bytesMax >= length)
            {
                (at, missed).ShouldBe((length, 0));
            }
        });

    [Fact]
    public void Chunked_output_splits_no_character() =>
        Run(async connection =>
        {
            string input = string.Concat(Enumerable.Repeat("aü€\ud83d\ude80", 20_000));
            StringBuilder output = new();

            CommandResult result = await connection.RunAsync(
                new CommandRequest(["cat"]) { Input = input, OnOutput = piece => output.Append(piece.Text) }
            );

            result.DroppedBytes.ShouldBe(0);
            (output.ToString() == input).ShouldBeTrue();
        });

    [Fact]
    public void An_exception_of_the_listener_kills_the_command_and_is_rethrown() =>
        Run(async connection =>
        {
            Task<CommandResult> run = connection.RunAsync(
                new CommandRequest(["sleep", "600"])
                {
                    Timeout = TimeSpan.FromHours(1),
                    OnOutput = _ => throw new InvalidOperationException("enough"),
                }
            );

            try
            {
                await run;
                throw new InvalidDataException("it ended well");
            }
            catch (InvalidOperationException enough)
            {
                enough.Message.ShouldBe("enough");
            }

            await _kernel.Delay(TimeSpan.FromSeconds(1));
            _node.Programs.Killed.ShouldBe(["sleep 600"]);
            (await connection.RunAsync(new CommandRequest(["echo", "next"]))).Output.ShouldBe("next\n");
        });

    private void Run(Func<AgentConnection, Task> story)
    {
        _node.Serve();
        _kernel.Run(async () =>
        {
            await using AgentConnection connection = await AgentConnection.OpenAsync(_node.ConnectAsync, _node.Options("s1"));
            await story(connection);
        });
    }
}
