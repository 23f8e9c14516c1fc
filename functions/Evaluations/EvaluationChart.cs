using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Outcomes.Functions.Evaluations;

/// <summary>A judgement's chart as SVG: observed, expected with its 95 % band, and the time an effect may be seen in. A missing period is a gap.</summary>
internal static class EvaluationChart
{
    /// <summary>The chart.</summary>
    /// <param name="evaluation">Whose.</param>
    /// <param name="effect">Effects.id.</param>
    public static string Svg(Evaluation evaluation, string effect)
    {
        var periods = evaluation.Series[effect].ToArray();
        var model = new PlotModel { DefaultFont = "sans-serif", PlotAreaBorderThickness = new(0), Legends = { new Legend { LegendPosition = LegendPosition.TopLeft, LegendOrientation = LegendOrientation.Horizontal, LegendPlacement = LegendPlacement.Outside } } };
        model.Axes.Add(new DateTimeAxis { Position = AxisPosition.Bottom, StringFormat = "MMM yyyy", AxislineStyle = LineStyle.Solid });
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Title = periods[0].IsIndex ? "Mean before the start = 100" : periods[0].Unit, MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColor.FromRgb(230, 230, 230) });
        if (periods.Any(period => period.Exposure > 0))
            model.Annotations.Add(new RectangleAnnotation
            {
                MinimumX = X(periods.First(period => period.Exposure > 0).Period),
                MaximumX = X(End(periods)),
                Fill = OxyColor.FromAColor(60, OxyColors.Goldenrod),
                Layer = AnnotationLayer.BelowSeries,
            });
        var band = new AreaSeries { Title = "95 in 100 such periods", Color = OxyColors.Transparent, Color2 = OxyColors.Transparent, Fill = OxyColor.FromAColor(70, OxyColors.SteelBlue) };
        var expected = new LineSeries { Title = "Expected", Color = OxyColors.SteelBlue, LineStyle = LineStyle.Dash };
        var observed = new LineSeries { Title = "Observed", Color = OxyColor.FromRgb(34, 34, 34) };
        foreach (var period in periods)
        {
            var x = X(period.Period);
            band.Points.Add(new(x, period.Upper ?? double.NaN));
            band.Points2.Add(new(x, period.Lower ?? double.NaN));
            expected.Points.Add(new(x, period.Expected ?? double.NaN));
            observed.Points.Add(new(x, period.Observed ?? double.NaN));
        }
        model.Series.Add(band);
        model.Series.Add(expected);
        model.Series.Add(observed);
        var svg = new SvgExporter { Width = 800, Height = 360, IsDocument = false }.ExportToString(model);
        var name = System.Net.WebUtility.HtmlEncode(Described(evaluation, effect));
        return svg.Insert(svg.IndexOf("<svg", StringComparison.Ordinal) + 4, $" role=\"img\" aria-label=\"{name}\"");
    }

    /// <summary>What it shows, for those who do not see it.</summary>
    public static string Described(Evaluation evaluation, string effect)
    {
        var row = evaluation.Effects.Single(one => (string)one["id"]! == effect);
        var periods = evaluation.Series[effect].Where(period => period.Exposure > 0 && period.Observed is not null && period.Expected is not null).ToArray();
        var above = periods.Count(period => period.Observed > period.Upper);
        var below = periods.Count(period => period.Observed < period.Lower);
        return string.Create(CultureInfo.InvariantCulture, $"{row["measure_title"]} by {row["grain"]}: observed against expected. Of {periods.Length} periods in which an effect may be seen, {above} lie above the band and {below} below it.");
    }

    private static DateOnly End(ChartPeriod[] periods)
    {
        var last = Array.FindLastIndex(periods, period => period.Exposure > 0);
        return last + 1 < periods.Length ? periods[last + 1].Period : periods[last].Period.AddDays(periods.Length > 1 ? periods[1].Period.DayNumber - periods[0].Period.DayNumber : 7);
    }

    private static double X(DateOnly day) => DateTimeAxis.ToDouble(day.ToDateTime(TimeOnly.MinValue));
}
