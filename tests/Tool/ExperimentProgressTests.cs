using Scalewright.Experiments.Runs;
using Scalewright.Tool;

namespace Tool.Tests;

public sealed class ExperimentProgressTests : IDisposable
{
    private const string Point = "job.operators.pay.cpu_time=400us,job.operators.pay.skew=0.9";

    private readonly StoppedClock _clock = new();
    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);

    public void Dispose() => _text.Dispose();

    [Fact]
    public void A_terminal_shows_the_runs_their_share_the_time_left_and_the_current_run()
    {
        using ProgressLine line = new(_text, _clock);
        ExperimentProgress progress = new(Context(line, _text), before: 0);

        _clock.Leap(TimeSpan.FromSeconds(6));
        progress.Report(Progress(17));

        // 6 s for 17 runs are 6.7 s for the other 19.
        _text.ToString().ShouldEndWith("\r\e[K17 of 36 runs, 47 %, 6 s, about 7 s left · cpu_time=400us skew=0.9, run 2: lo…");
    }

    [Fact]
    public void Runs_of_an_earlier_command_do_not_count_for_the_time_left()
    {
        using ProgressLine line = new(_text, _clock);
        ExperimentProgress progress = new(Context(line, _text), before: 16);

        _clock.Leap(TimeSpan.FromSeconds(6));
        progress.Report(Progress(2));
        _text.ToString().ShouldContain("\e[K16 of 36 runs, 44 %, 6 s · cpu_time");
        progress.Report(Progress(17));

        _text.ToString().ShouldContain("\e[K17 of 36 runs, 47 %, 6 s, about 1 min 54 s left · ");
    }

    [Fact]
    public void Without_a_terminal_a_line_is_printed_every_30_seconds()
    {
        using ProgressLine line = new(terminal: null, _clock) { Notices = () => _text };
        ExperimentProgress progress = new(Context(line, terminal: null), before: 0);

        progress.Report(Progress(1));
        _clock.Leap(TimeSpan.FromSeconds(29));
        progress.Report(Progress(9));
        _clock.Leap(TimeSpan.FromSeconds(1));
        progress.Report(Progress(10));
        progress.Report(Progress(11));
        _clock.Leap(TimeSpan.FromSeconds(45));
        progress.Report(Progress(36));

        _text.ToString().ShouldBe("10 of 36 runs, 27 %, 30 s, about 1 min 18 s left\n36 of 36 runs, 100 %, 1 min 15 s\n");
    }

    private static SweepProgress Progress(int completed) => new(Point, 2, completed, 36, "load", TimeSpan.Zero, TimeSpan.Zero);

    private VerbContext Context(ProgressLine line, TextWriter? terminal) =>
        new(
            operands: null,
            new ToolEnvironment
            {
                Output = () => _text,
                Errors = () => _text,
                Terminal = terminal,
                Variable = _ => null,
                Clock = _clock,
            },
            line
        );

    private sealed class StoppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Leap(TimeSpan time) => _ticks += time.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
