namespace Scalewright.Experiments.Operators;

/// <summary>What the operator of a folder of experiments does.</summary>
public enum OperatorStage
{
    /// <summary>Nothing; nothing waits.</summary>
    Idle,

    /// <summary>It makes what the next run needs.</summary>
    Starting,

    /// <summary>There is load.</summary>
    Running,

    /// <summary>It puts away what a run has left.</summary>
    Finishing,

    /// <summary>The last experiment failed, and nothing came after it.</summary>
    Failed,

    /// <summary>Its program was ended while an experiment was under way, as by Ctrl+C; that stays in the queue, and the next operator goes on with it.</summary>
    Interrupted,
}
