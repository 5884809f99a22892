namespace Scalewright.Decisions;

/// <summary>
/// All rules of this process, by number. Decisions contain numbers instead of references, so that copying them is fast.
/// </summary>
internal static class DecisionRuleRegistry
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(string Name, string Formula, Func<DecisionInputs, double> Evaluate), ushort> Numbers = [];
    private static DecisionRule[] _rules = new DecisionRule[64];

    /// <summary>
    /// Adds a rule and returns its number. Rules with equal name, formula and function share a number.
    /// </summary>
    public static ushort Add(DecisionRule rule, Func<DecisionInputs, double> evaluate)
    {
        lock (Gate)
        {
            (string, string, Func<DecisionInputs, double>) key = (rule.Name, rule.Formula, evaluate);
            if (Numbers.TryGetValue(key, out ushort existing))
            {
                return existing;
            }

            // 0 is the default, for a decision without a rule.
            int number = Numbers.Count + 1;
            if (number > ushort.MaxValue)
            {
                throw new InvalidOperationException(
                    $"this process has created {ushort.MaxValue} different rules; create each once and keep it in a static field"
                );
            }

            DecisionRule[] rules = _rules;
            if (number == rules.Length)
            {
                Array.Resize(ref rules, 2 * number);
            }

            rules[number] = rule;
            Volatile.Write(ref _rules, rules);
            Numbers.Add(key, (ushort)number);
            return (ushort)number;
        }
    }

    /// <summary>Returns the rule with a number; <see cref="DecisionRule.Keep"/> for 0.</summary>
    public static DecisionRule Find(int number) => number == 0 ? DecisionRule.Keep : Volatile.Read(ref _rules)[number];
}
