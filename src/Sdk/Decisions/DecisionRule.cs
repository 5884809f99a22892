namespace Scalewright.Decisions;

/// <summary>
/// Formula for the size of a domain, as text and as a function. Create each rule once and keep it in a static field:
/// rules are never released, because decisions refer to them by number.
/// </summary>
public sealed class DecisionRule
{
    private readonly Func<DecisionInputs, double> _formula;

    /// <summary>Creates a rule.</summary>
    /// <param name="name">Name of the rule, for example <c>target tracking</c>.</param>
    /// <param name="formula">Formula as text, using the names of the inputs.</param>
    /// <param name="inputs">Names of the inputs in order, at most <see cref="DecisionInputs.Count"/>.</param>
    /// <param name="evaluate">The formula as a pure function. A result of NaN keeps the size.</param>
    /// <exception cref="ArgumentException">There are more names than inputs.</exception>
    /// <exception cref="InvalidOperationException">The process already has 65,535 rules.</exception>
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
        Number = DecisionRuleRegistry.Add(this, evaluate);
    }

    /// <summary>Rule of a decision that keeps the size without a formula.</summary>
    public static DecisionRule Keep { get; } = new("keep", "size", ["size"], input => input.A);

    internal ushort Number { get; }

    /// <summary>Name of the rule.</summary>
    public string Name { get; }

    /// <summary>Formula as text.</summary>
    public string Formula { get; }

    /// <summary>Names of the inputs, in order.</summary>
    public ValueList<string> Inputs { get; }

    /// <summary>
    /// Evaluates the formula. Invalid inputs can result in NaN or in a number that is not a valid size.
    /// </summary>
    /// <param name="inputs">Input values.</param>
    public double Evaluate(in DecisionInputs inputs) => _formula(inputs);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Formula}";
}
