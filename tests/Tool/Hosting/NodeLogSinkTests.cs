using Scalewright.Hosting;
using Scalewright.Logs;

namespace Hosting.Tests;

public sealed class NodeLogSinkTests : IDisposable
{
    private static readonly LogOrigin Origin = new("10.0.0.9", "web-1", "server");

    private readonly EntryLog _entries = new();
    private readonly ILoggerFactory _loggers;

    public NodeLogSinkTests() => _loggers = LoggerFactory.Create(logging => logging.AddProvider(_entries).SetMinimumLevel(LogLevel.Debug));

    public void Dispose()
    {
        _loggers.Dispose();
        _entries.Dispose();
    }

    [Fact]
    public async Task A_log_record_becomes_an_entry_of_its_logger_with_the_node_as_a_property()
    {
        LogRecord record = new()
        {
            Logger = "avocado.service",
            Level = 40,
            Time = "2024-11-25 21:11:46,122",
            Message = "no answer",
            Exception = ["Traceback", "OSError: [Errno 5]"],
            Module = "hello",
            Function = "ping",
            Line = 75,
        };

        await new NodeLogSink(_loggers).WriteAsync(Origin, [record], CancellationToken.None);

        (string category, LogLevel level, string text, IReadOnlyDictionary<string, object?> facts) = _entries.All.ShouldHaveSingleItem();
        (category, level, text).ShouldBe(("avocado.service", LogLevel.Error, "no answer"));
        facts.ShouldBe(
            new Dictionary<string, object?>
            {
                ["node"] = "web-1",
                ["tag"] = "server",
                ["address"] = "10.0.0.9",
                ["time"] = "2024-11-25 21:11:46,122",
                ["exception"] = "Traceback\n    > OSError: [Errno 5]",
                ["module"] = "hello",
                ["function"] = "ping",
                ["line"] = 75,
            },
            ignoreOrder: true
        );
    }

    /// <summary>Source of the levels: the documentation of Python's logging.</summary>
    [Theory]
    [InlineData(50, LogLevel.Critical)]
    [InlineData(49, LogLevel.Error)]
    [InlineData(40, LogLevel.Error)]
    [InlineData(30, LogLevel.Warning)]
    [InlineData(20, LogLevel.Information)]
    [InlineData(10, LogLevel.Debug)]
    [InlineData(0, LogLevel.Information)]
    public async Task Python_log_levels_are_mapped_to_LogLevel_values(int level, LogLevel expected)
    {
        await new NodeLogSink(_loggers).WriteAsync(Origin, [new LogRecord { Level = level, Message = "x" }], CancellationToken.None);

        _entries.All.ShouldHaveSingleItem().Level.ShouldBe(expected);
    }

    [Fact]
    public async Task Records_below_the_minimum_log_level_are_dropped()
    {
        await new NodeLogSink(_loggers).WriteAsync(Origin, [new LogRecord { Level = 9, Message = "x" }], CancellationToken.None);

        _entries.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_cannot_forge_a_log_line_or_control_the_terminal()
    {
        await new NodeLogSink(_loggers).WriteAsync(
            Origin with
            {
                Node = "a\nb",
            },
            [
                new LogRecord
                {
                    Logger = "x\u001b[2J",
                    Level = 20,
                    Message = "one\r\ninfo: Forged[0]\u001b[31m\u202e",
                },
            ],
            CancellationToken.None
        );

        (string category, LogLevel _, string text, IReadOnlyDictionary<string, object?> facts) = _entries.All.ShouldHaveSingleItem();
        category.ShouldBe("x\\u001b[2J");
        text.ShouldBe("one\n    > info: Forged[0]\\u001b[31m\\u202e");
        facts["node"].ShouldBe("a\\u000ab");
    }

    [Fact]
    public async Task Logger_names_beyond_the_limit_share_one_category()
    {
        NodeLogSink sink = new(_loggers);

        await sink.WriteAsync(
            Origin,
            [
                .. Enumerable
                    .Range(0, 5000)
                    .Select(number => new LogRecord
                    {
                        Logger = $"logger-{number}",
                        Level = 20,
                        Message = "x",
                    }),
            ],
            CancellationToken.None
        );

        _entries.All.Count.ShouldBe(5000);
        _entries.All.Select(entry => entry.Category).Distinct().Count().ShouldBe(1001);
        _entries.All[^1].Category.ShouldBe("nodes");
    }

    private sealed class EntryLog : ILoggerProvider
    {
        public List<(string Category, LogLevel Level, string Text, IReadOnlyDictionary<string, object?> Facts)> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => new EntryLogger(categoryName, this);

        public void Dispose() { }
    }

    private sealed class EntryLogger(string category, EntryLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) =>
            log.All.Add(
                (
                    category,
                    logLevel,
                    formatter(state, exception),
                    ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary(StringComparer.Ordinal)
                )
            );
    }
}
