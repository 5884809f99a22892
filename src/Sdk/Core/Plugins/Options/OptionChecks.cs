using System.Numerics;
using Scalewright.Topologies;
using static System.FormattableString;

namespace Scalewright.Plugins.Options;

/// <summary>Checks of options that were set in code, with the same rules and messages as for profile files.</summary>
public static class OptionChecks
{
    /// <summary>Requires a text that is not null.</summary>
    public static OptionCheck<string> Text { get; } = static (value, field, problems) => Require(value, field, "use a text", problems);

    /// <summary>Requires a text of a length and a pattern that is not null.</summary>
    /// <param name="minLength">Smallest accepted number of characters.</param>
    /// <param name="maxLength">Largest accepted number of characters.</param>
    /// <param name="pattern">Regular expression that matches the whole text. Null: any text.</param>
    /// <param name="description">Accepted values for error messages. Null: the message contains the pattern.</param>
    public static OptionCheck<string> LimitedText(
        int minLength = 0,
        int maxLength = int.MaxValue,
        string? pattern = null,
        string? description = null
    )
    {
        TextLimits limits = new(minLength, maxLength, pattern, description);
        return (value, field, problems) =>
        {
            if (Require(value, field, "use a text", problems))
            {
                limits.Check(value, field, default, problems);
            }
        };
    }

    /// <summary>Requires an address that is not null.</summary>
    public static OptionCheck<IPAddress> IPAddress { get; } =
        static (value, field, problems) => Require(value, field, "use an address", problems);

    /// <summary>Requires a network with a prefix that its family allows.</summary>
    public static OptionCheck<Subnet> Subnet { get; } =
        static (value, field, problems) =>
        {
            if (value.PrefixLength < 0 || value.PrefixLength > value.Base.BitLength)
            {
                problems.AddError(
                    ProblemCode.OutOfRange,
                    default,
                    field,
                    $"{value} has no valid prefix",
                    $"use 0 to {value.Base.BitLength}"
                );
            }
        };

    /// <summary>Requires an absolute URI.</summary>
    public static OptionCheck<Uri> Uri { get; } =
        static (value, field, problems) =>
        {
            if (value is not { IsAbsoluteUri: true })
            {
                AddError(
                    field,
                    value is null ? "found nothing" : $"found the text '{TextEscaping.Escape(value.OriginalString)}'",
                    "use an absolute address, as in https://example.org/image",
                    problems
                );
            }
        };

    /// <summary>Requires a value that is not null.</summary>
    /// <typeparam name="T">Type of the option.</typeparam>
    /// <param name="advice">The accepted values, as a clause.</param>
    public static OptionCheck<T> NotNull<T>(string advice)
        where T : class => (value, field, problems) => Require(value, field, advice, problems);

    /// <summary>Requires a finite number in a range.</summary>
    /// <typeparam name="T">Type of the number.</typeparam>
    /// <param name="minimum">Smallest accepted value. Null: no limit.</param>
    /// <param name="maximum">Largest accepted value. Null: no limit.</param>
    public static OptionCheck<T> Number<T>(T? minimum = null, T? maximum = null)
        where T : struct, INumber<T> =>
        (value, field, problems) =>
        {
            if (value < minimum)
            {
                problems.AddError(
                    ProblemCode.OutOfRange,
                    default,
                    field,
                    Invariant($"{value} is below {minimum}"),
                    Invariant($"use {minimum} or more")
                );
            }
            else if (value > maximum)
            {
                problems.AddError(
                    ProblemCode.OutOfRange,
                    default,
                    field,
                    Invariant($"{value} is above {maximum}"),
                    Invariant($"use {maximum} or less")
                );
            }
            else if (!T.IsFinite(value))
            {
                AddError(field, Invariant($"found the number {value}"), "use a number", problems);
            }
        };

    /// <summary>Requires a named value of an enum, or a combination of them for flags.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    /// <param name="names">The names in snake_case.</param>
    public static OptionCheck<T> Choice<T>(params string[] names)
        where T : struct, Enum =>
        (value, field, problems) =>
        {
            // Values without a name are formatted as digits.
            char first = value.ToString()[0];
            if (first != '_' && !char.IsLetter(first))
            {
                decimal number = Convert.ToDecimal(value, CultureInfo.InvariantCulture);
                AddError(field, Invariant($"found the integer {number}"), $"use one of {string.Join(", ", names)}", problems);
            }
        };

    /// <summary>Allows null, otherwise applies another check.</summary>
    /// <typeparam name="T">The other type, a class.</typeparam>
    /// <param name="check">Check of the value.</param>
    public static OptionCheck<T?> OrNull<T>(OptionCheck<T> check)
        where T : class =>
        (value, field, problems) =>
        {
            if (value is not null)
            {
                check(value, field, problems);
            }
        };

    /// <summary>Allows null, otherwise applies another check.</summary>
    /// <typeparam name="T">The other type, a struct.</typeparam>
    /// <param name="check">Check of the value.</param>
    public static OptionCheck<T?> OrNullValue<T>(OptionCheck<T> check)
        where T : struct =>
        (value, field, problems) =>
        {
            if (value is { } present)
            {
                check(present, field, problems);
            }
        };

    /// <summary>Checks a list.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="check">Check of each element. Null: none.</param>
    /// <param name="minLength">Smallest accepted number of elements.</param>
    /// <param name="maxLength">Largest accepted number of elements.</param>
    public static OptionCheck<ValueList<T>> ListOf<T>(OptionCheck<T>? check = null, int minLength = 0, int maxLength = int.MaxValue) =>
        (value, field, problems) =>
        {
            if (!Require(value, field, "use a list", problems))
            {
                return;
            }

            LengthCheck.Check(value.Count, minLength, maxLength, "element", field, problems);
            if (check is null)
            {
                return;
            }

            for (int index = 0; index < value.Count; index++)
            {
                check(value[index], $"{field}[{index}]", problems);
            }
        };

    /// <summary>Checks a map with arbitrary keys.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="check">Check of each value. Null: none.</param>
    /// <param name="minLength">Smallest accepted number of keys.</param>
    /// <param name="maxLength">Largest accepted number of keys.</param>
    public static OptionCheck<ValueMap<T>> MapOf<T>(OptionCheck<T>? check = null, int minLength = 0, int maxLength = int.MaxValue) =>
        (value, field, problems) =>
        {
            if (!Require(value, field, "use a map", problems))
            {
                return;
            }

            LengthCheck.Check(value.Count, minLength, maxLength, "key", field, problems);
            if (check is null)
            {
                return;
            }

            foreach ((string name, T item) in value)
            {
                check(item, $"{field}.{TextEscaping.Escape(name)}", problems);
            }
        };

    /// <summary>Checks a nested record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="check">Check of its options. Null: none.</param>
    public static OptionCheck<T> Record<T>(Action<T, OptionsCheck>? check = null) =>
        (value, field, problems) =>
        {
            if (Require(value, field, "use a map", problems))
            {
                check?.Invoke(value, new OptionsCheck(problems, field));
            }
        };

    private static bool Require<T>(T value, string field, string advice, ProblemList problems)
    {
        if (value is null)
        {
            AddError(field, "found nothing", advice, problems);
        }

        return value is not null;
    }

    private static void AddError(string field, string found, string advice, ProblemList problems) =>
        problems.AddError(ProblemCode.WrongType, default, field, found, advice);
}
