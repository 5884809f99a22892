using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Operators;

namespace ScalehubSample.Live;

/// <summary>Polls a folder of experiments. Works in any process.</summary>
internal sealed class LiveWatch(string data, TimeProvider clock)
{
    private readonly ExperimentQueue _control = new(data);
    private (string Experiment, string Point, int Run) _key;
    private HistoryFollower? _follower;
    private (string Experiment, long At, double Share) _first = ("", 0, 0);

    public LiveSnapshot Look()
    {
        OperatorState state = _control.ReadState();
        LiveSnapshot look = new(state, _control.HasOperator, null, null);
        if (!look.IsUnderWay || state.Run == 0)
        {
            return look;
        }

        (string, string, int) key = (state.Experiment, state.Point, state.Run);
        if (_follower is null || key != _key)
        {
            (_key, _follower) = (key, new HistoryFollower(ExperimentFolder.Open(Path.Combine(data, state.Experiment)).GetRunPath(state.Point, state.Run), state.Run));
        }

        return look with { Run = _follower.Refresh(), Left = LeftOf(look) };
    }

    private TimeSpan? LeftOf(LiveSnapshot look)
    {
        if (_first.Experiment != look.State.Experiment || look.Share < _first.Share)
        {
            _first = (look.State.Experiment, clock.GetTimestamp(), look.Share);
        }

        double done = look.Share - _first.Share;
        return done > 0 ? clock.GetElapsedTime(_first.At) * ((1 - look.Share) / done) : null;
    }
}
