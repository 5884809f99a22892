namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Metric math expression over single values: numbers, names, <c>+ - * / ^</c>, parentheses, and AVG, MAX, MIN and SUM
/// of a list. Immutable.
/// </summary>
/// <remarks>
/// Source: Amazon CloudWatch User Guide, "Using metric math". Functions of past values are not supported, because only
/// the last value of a metric is known.
/// </remarks>
internal sealed class MetricExpression
{
    private const int MaxDepth = 64;
    private const string Metrics = "METRICS";

    private readonly string _text;
    private readonly IReadOnlyList<string> _metrics;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Func<Func<string, double>, double> _valueOf;
    private int _position;
    private int _depth;

    private MetricExpression(string text, IReadOnlyList<string> metrics)
    {
        (_text, _metrics) = (text, metrics);
        _valueOf = ReadSum();
        if (Next() != '\0')
        {
            throw Unexpected("an operator");
        }
    }

    /// <summary>Names whose values the expression needs.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Parses an expression.</summary>
    /// <param name="metrics">Names of all metrics of the policy, for <c>METRICS()</c>.</param>
    /// <exception cref="FormatException">The text is invalid or not supported; the message names the position, the text
    /// found and the text accepted.</exception>
    public static MetricExpression Read(string text, IReadOnlyList<string> metrics) => new(text, metrics);

    /// <summary>Evaluates the expression; the result is not finite after a division by 0.</summary>
    public double Evaluate(Func<string, double> getValue) => _valueOf(getValue);

    private Func<Func<string, double>, double> ReadSum()
    {
        if (++_depth > MaxDepth)
        {
            throw new FormatException($"parentheses are nested more than {MaxDepth} deep at character {_position + 1}");
        }

        Func<Func<string, double>, double> left = ReadProduct();
        while (Next() is '+' or '-')
        {
            (bool isSum, Func<Func<string, double>, double> first) = (_text[_position++] == '+', left);
            Func<Func<string, double>, double> second = ReadProduct();
            left = isSum ? values => first(values) + second(values) : values => first(values) - second(values);
        }

        _depth--;
        return left;
    }

    private Func<Func<string, double>, double> ReadProduct()
    {
        Func<Func<string, double>, double> left = ReadSigned();
        while (Next() is '*' or '/')
        {
            (bool isProduct, Func<Func<string, double>, double> first) = (_text[_position++] == '*', left);
            Func<Func<string, double>, double> second = ReadSigned();
            left = isProduct ? values => first(values) * second(values) : values => first(values) / second(values);
        }

        return left;
    }

    private Func<Func<string, double>, double> ReadSigned()
    {
        bool isNegative = false;
        for (; Next() == '-'; _position++)
        {
            isNegative = !isNegative;
        }

        Func<Func<string, double>, double> value = ReadPower();
        return isNegative ? values => -value(values) : value;
    }

    private Func<Func<string, double>, double> ReadPower()
    {
        Func<Func<string, double>, double> value = ReadOperand();
        if (Next() != '^')
        {
            return value;
        }

        _position++;
        if (++_depth > MaxDepth)
        {
            throw new FormatException($"powers are nested more than {MaxDepth} deep at character {_position}");
        }

        Func<Func<string, double>, double> exponent = ReadSigned();
        _depth--;
        return values => Math.Pow(value(values), exponent(values));
    }

    private Func<Func<string, double>, double> ReadOperand()
    {
        char next = Next();
        if (char.IsAsciiDigit(next) || next == '.')
        {
            double number = ReadNumber();
            return _ => number;
        }

        if (next == '(')
        {
            _position++;
            Func<Func<string, double>, double> value = ReadSum();
            Expect(')');
            return value;
        }

        if (!char.IsAsciiLetter(next))
        {
            throw Unexpected("a number, a name, a function or (");
        }

        int start = _position;
        string name = ReadName();
        if (Next() == '(')
        {
            return ReadFunction(name, start);
        }

        _names.Add(name);
        return values => values(name);
    }

    private Func<Func<string, double>, double> ReadFunction(string name, int start)
    {
        Func<IEnumerable<double>, double> reduce = name switch
        {
            "AVG" => Enumerable.Average,
            "MAX" => Enumerable.Max,
            "MIN" => Enumerable.Min,
            "SUM" => Enumerable.Sum,
            _ => throw new FormatException(
                $"the function {name} at character {start + 1} is not supported; use AVG, MAX, MIN and SUM of a list "
                    + $"in brackets or of {Metrics}()"
            ),
        };
        Expect('(');
        Func<Func<string, double>, double>[] list = ReadList(name);
        Expect(')');
        return values => reduce(list.Select(one => one(values)));
    }

    private Func<Func<string, double>, double>[] ReadList(string function)
    {
        if (Next() == '[')
        {
            List<Func<Func<string, double>, double>> list = [];
            do
            {
                _position++;
                list.Add(ReadSum());
            } while (Next() == ',');

            Expect(']');
            return [.. list];
        }

        int start = _position;
        if (!char.IsAsciiLetter(Next()) || ReadName() != Metrics)
        {
            throw new FormatException(
                $"{function} of one metric at character {start + 1} is not supported, because it needs past values; "
                    + $"give a list in brackets or {Metrics}()"
            );
        }

        return ReadMetrics(start);
    }

    /// <summary>Reads the metrics whose names contain a given text, or all.</summary>
    private Func<Func<string, double>, double>[] ReadMetrics(int start)
    {
        Expect('(');
        string part = "";
        if (Next() is '"' or '\'')
        {
            int end = _text.IndexOf(_text[_position], _position + 1);
            part = end > _position ? _text[(_position + 1)..end] : throw Unexpected("a text that ends");
            _position = end + 1;
        }

        Expect(')');
        string[] found = [.. _metrics.Where(name => name.Contains(part, StringComparison.Ordinal))];
        _names.UnionWith(found);
        return found.Length > 0
            ? [.. found.Select(static name => (Func<Func<string, double>, double>)(values => values(name)))]
            : throw new FormatException($"{Metrics} at character {start + 1} matches no metric");
    }

    private double ReadNumber()
    {
        int start = _position;
        while (_position < _text.Length && (char.IsAsciiDigit(_text[_position]) || _text[_position] == '.'))
        {
            _position++;
        }

        return double.TryParse(
            _text.AsSpan(start, _position - start),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out double number
        )
            ? number
            : throw new FormatException($"'{_text[start.._position]}' at character {start + 1} is no number");
    }

    private string ReadName()
    {
        int start = _position;
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] == '_'))
        {
            _position++;
        }

        return _text[start.._position];
    }

    private char Next()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }

        return _position < _text.Length ? _text[_position] : '\0';
    }

    private void Expect(char expected)
    {
        if (Next() != expected)
        {
            throw Unexpected($"{expected}");
        }

        _position++;
    }

    private FormatException Unexpected(string expected) =>
        new(
            Next() == '\0'
                ? $"the expression ends where {expected} is expected"
                : $"'{_text[_position]}' at character {_position + 1} was found where {expected} is expected"
        );
}
