using Outcomes.Functions.Dashboard;

namespace Outcomes.Tests.Functions.Dashboard;

public sealed class BrandTests : IDisposable
{
    private readonly TempFolder folder = new();

    // WCAG 2.2, and https://webaim.org/resources/contrastchecker/ for the greys either side of the line.
    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#ffffff", "#ffffff", 1)]
    [InlineData("#767676", "#ffffff", 4.54)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#ff0000", "#ffffff", 4.00)]
    public void Contrast_is_as_WCAG_reckons_it(string one, string other, double ratio) => Assert.Equal(ratio, Math.Round(Brand.Ratio(one, other), 2));

    [Fact]
    public void A_colour_that_can_be_read_is_used_as_it_is()
    {
        var brand = Of(("Council:Colour", "#767676"));
        Assert.Equal(("#767676", null), (brand.OnLight, brand.Adjusted));
    }

    [Fact]
    public void One_that_cannot_be_read_is_darkened_as_far_as_needed_and_says_so()
    {
        var brand = Of(("Council:Colour", "#FFCC00"));
        Assert.InRange(Brand.Ratio(brand.OnLight!, "#ffffff"), 4.5, 4.7);
        Assert.Contains("Council:Colour is #ffcc00, of contrast 1.5 to 1 with white, where WCAG AA asks 4.5 to 1;", brand.Adjusted);
        Assert.Contains(brand.OnLight!, brand.Adjusted!);
        Assert.Equal("#ffcc00", brand.OnDark);
    }

    [Theory]
    [InlineData("Council:Colour", "blue", "six hexadecimal digits")]
    [InlineData("Council:Colour", "#12345", "six hexadecimal digits")]
    [InlineData("Council:Colour", "#123456;}*{display:none", "six hexadecimal digits")]
    [InlineData("Council:Font", "Arial\";}*{display:none", "letters, digits, spaces and hyphens")]
    [InlineData("Council:Font", "GDS Transport", "only GOV.UK may use")]
    [InlineData("Council:FontFile", "nowhere.woff2", "belongs with Council:Font")]
    public void What_is_no_colour_or_font_is_refused(string key, string value, string says) => Assert.Contains(says, Assert.Throws<ArgumentException>(() => Of((key, value))).Message);

    [Fact]
    public void A_font_file_must_be_one()
    {
        var (font, text) = (folder["own.woff2"], folder.Write("text.woff2", "no font"));
        File.WriteAllBytes(font, [.. "wOF2"u8, 0, 1, 0, 0]);
        Assert.Equal(font, Of(("Council:Font", "Own"), ("Council:FontFile", font)).FontFile);
        Assert.Contains("@font-face{font-family:\"Own\"", Of(("Council:Font", "Own, Arial"), ("Council:FontFile", font)).Style());
        Assert.Contains("a .woff2 or .woff file that is there", Assert.Throws<ArgumentException>(() => Of(("Council:Font", "Own"), ("Council:FontFile", text))).Message);
    }

    public void Dispose() => folder.Dispose();

    private static Brand Of(params (string Key, string Value)[] set) => Brand.Read(key => set.FirstOrDefault(pair => pair.Key == key).Value);
}
