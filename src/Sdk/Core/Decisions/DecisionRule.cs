namespace Scalewright.Decisions;

/// <summary>
/// A formula that says how large a domain shall be: its words, and the function itself. Make each once and keep it in a static
/// field: a process keeps all that were ever made, so that decisions name theirs by a number.
/// </summary>
public sealed class DecisionRule
{
    private readonly Func<DecisionInputs, double> _formula;

    /// <summary>Makes a rule.</summary>
    /// <param name="name">What it is called, as in <c>target tracking</c>.</param>
    /// <param name="formula">The formula as text, in the names of the inputs.</param>
    /// <param name="inputs">The names of the inputs in order, at most <see cref="DecisionInputs.Count"/>.</param>
    /// <param name="evaluate">The formula; pure. A result that is no number means: hold the size.</param>
    /// <exception cref="ArgumentException">There are more names than inputs.</exception>
    /// <exception cref="InvalidOperationException">The process has made 65,535 different rules: one is made anew for each decision.</exception>
    public DecisionRule(string name, string formula, ValueList<string> inputs, Func<DecisionInputs, double> evaluate)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(formula);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(evaluate);
        if (inputs.Count > DecisionInputs.Count)
        {
            throw new ArgumentException($"a rule has at most {DecisionInputs.Count} inputs", nameof(inputs));
        }

        Name = name;
        Formula = formula;
        Inputs = inputs;
        _formula = evaluate;
        Number = RuleTable.Add(this, evaluate);
    }

    /// <summary>The rule of a decision that keeps the size without any formula.</summary>
    public static DecisionRule Keep { get; } = new("keep", "size", ["size"], input => input.A);

    /// <summary>Its place in the table of this process.</summary>
    internal ushort Number { get; }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The formula as text.</summary>
    public string Formula { get; }

    /// <summary>The names of the inputs, in order.</summary>
    public ValueList<string> Inputs { get; }

    /// <summary>What the formula gives; not a number, or out of all bounds, when the inputs are.</summary>
    /// <param name="inputs">The numbers.</param>
    public double Evaluate(in DecisionInputs inputs) => _formula(inputs);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Formula}";
}
