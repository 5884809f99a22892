using System.Globalization;

namespace Scalewright.Decisions;

/// <summary>What the numbers of the sensor engine may be; that they are numbers is checked before.</summary>
internal sealed class SensorTags(ValueMap<string> tags, ProblemList problems)
{
    public void Check()
    {
        Ordered("minimum_vms", "maximum_vms");
        Ordered("scale_down_threshold", "scale_up_threshold");
        Whole("scale_up_n_vms", 0);

        // The engine takes away as many as the number is large, whatever its sign.
        Whole("scale_down_n_vms", -int.MaxValue);
        if (Number("cooldown_period") < 0)
        {
            Refuse("cooldown_period", "is below 0", "use 0 or more seconds");
        }
    }

    private void Ordered(string low, string high)
    {
        if (Number(low) > Number(high))
        {
            problems.AddError(ProblemCode.Conflict, default, low, $"{tags[low]} is above {high}, {tags[high]}", $"use {high} or less");
        }
    }

    private void Whole(string key, int least)
    {
        if (Number(key) is { } number && (number != Math.Truncate(number) || number < least || number > int.MaxValue))
        {
            Refuse(key, $"is not a whole number from {least}", $"use a whole number, {least} or more");
        }
    }

    private void Refuse(string key, string found, string advice) =>
        problems.AddError(ProblemCode.OutOfRange, default, key, $"'{Printable.Escape(tags[key])}' {found}", advice);

    /// <summary>A tag that is a finite number; null when it is none.</summary>
    private double? Number(string key) =>
        tags.TryGetValue(key, out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
}
